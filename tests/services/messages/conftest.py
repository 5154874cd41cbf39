"""What tests of messages begin with."""

from pathlib import Path

import pytest

from tests.services.messages.mailbox import Mailbox


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    """An empty folder for mails."""
    return Mailbox(tmp_path / "mail")
