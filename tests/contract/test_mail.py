"""What a mail is told, between services and delivery."""

import dataclasses
from datetime import UTC, datetime

import pytest

from server.contract.mail import Envelope, SignInMail


def test_an_envelope_cannot_be_changed_on_its_way() -> None:
    """R39: at least once, so every try has to say the same."""
    mail = SignInMail(studio_name="Clay", code="123456", minutes=10)
    envelope = Envelope("1", "ana@example.com", datetime(2026, 3, 2, tzinfo=UTC), mail)
    with pytest.raises(dataclasses.FrozenInstanceError):
        envelope.recipient = "eve@example.com"  # type: ignore[misc]  # that is the point
    assert envelope.mail is mail
