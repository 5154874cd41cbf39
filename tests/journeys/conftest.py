"""What a journey starts with: a server whose clock stands where the story begins, an owner, and a folder of pictures.

The clock is moved for the story's sake alone: Monday 2 March 2026 in New York, far from midnight and from DST.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.journeys.album import Album
from tests.journeys.caller import Caller
from tests.journeys.door import Door
from tests.journeys.opening import Studio, sign_in_owner
from tests.parts.display import Display
from tests.parts.moved_clock import MovedClock
from tests.parts.server_process import ServerProcess

NEW_YORK: Final = "America/New_York"
MORNING: Final = datetime(2026, 3, 2, 11, tzinfo=ZoneInfo(NEW_YORK))


@pytest.fixture
def server_clock(tmp_path: Path) -> MovedClock:
    """The server's clock: eleven in the morning, and running."""
    return MovedClock(tmp_path, MORNING)


@pytest.fixture
def server(tmp_path: Path, database_url: str, server_clock: MovedClock) -> Iterator[ServerProcess]:
    """A server that believes that clock, ready."""
    with ServerProcess(tmp_path, database_url, clock=server_clock) as server:
        server.start()
        yield server


@pytest.fixture
def nobody(server: ServerProcess) -> Iterator[Caller]:
    """Somebody without a token."""
    with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http:
        yield Caller(http)


@pytest.fixture
def studio(server: ServerProcess, nobody: Caller) -> Studio:
    """A studio that has just opened: an owner, nothing else."""
    return Studio.open(sign_in_owner(server, nobody), NEW_YORK)


@pytest.fixture
def door(tmp_path: Path, server: ServerProcess, display: Display) -> Iterator[Door]:
    """A kiosk that has not been started."""
    with Door(tmp_path, server.url, display) as door:
        yield door


@pytest.fixture
def album(tmp_path: Path, request: pytest.FixtureRequest) -> Album:
    """Where pictures are kept; the path is among the words of the run (`pytest -rP`)."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    print(f"Pictures of {request.node.name}: {folder}")  # noqa: T201 - for whoever wants to look at them
    return Album(folder)
