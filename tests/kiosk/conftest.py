"""What the kiosk's tests share: a studio on the wire, and a line to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.server_client import ServerClient
from tests.kiosk.door_alone import DoorAlone, open_door
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.studio import TOKEN, Studio, open_studio


@pytest.fixture
def studio() -> Iterator[Studio]:
    """A studio that listens."""
    with open_studio() as studio:
        yield studio


@pytest.fixture
def hand() -> HandClock:
    """Time that only the test moves."""
    return HandClock()


@pytest.fixture
def alone(tmp_path: Path, hand: HandClock, studio: Studio) -> Iterator[DoorAlone]:
    """A kiosk's file, still empty, of the studio that listens."""
    with open_door(tmp_path / "door", hand, studio.url) as alone:
        yield alone


@pytest.fixture
def client(studio: Studio, hand: HandClock) -> Iterator[ServerClient]:
    """A paired kiosk's line to the studio."""
    client = ServerClient(studio.url, hand.kiosk_clock())
    client.use_token(TOKEN)
    yield client
    client.close()
