"""The real parts as fixtures: each is started only when a test asks for it, and is gone afterwards."""

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.parts.display import Display, open_display
from tests.parts.engine import Engine, chosen_engine
from tests.parts.kiosk_process import KioskProcess
from tests.parts.phone import open_browser
from tests.parts.postgres import PostgresCluster
from tests.parts.server_process import ServerProcess
from tests.parts.smtp_sink import SmtpSink, open_smtp_sink


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """One PostgreSQL for the whole run; tests take databases of their own in it."""
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of this test's own, on the engine under test."""
    with new_database(request, tmp_path) as url:
        yield url


@contextmanager
def new_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give the address of an empty database on the engine under test; on SQLite it lies in `folder`."""
    if chosen_engine() is Engine.SQLITE:
        yield f"sqlite:///{folder / 'studio.db'}"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    name = f"test_{uuid.uuid4().hex}"
    yield cluster.create_database(name)
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    """One screen for the whole run."""
    with open_display() as display:
        yield display


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A mail server that keeps what it is given."""
    with open_smtp_sink() as sink:
        yield sink


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium of this test's own; `open_phone` makes phones of it."""
    async with open_browser() as browser:
        yield browser


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[ServerProcess]:
    """A server on this test's database, ready."""
    with ServerProcess(tmp_path, database_url) as server:
        server.start()
        yield server


@pytest.fixture
def kiosk(tmp_path: Path, server: ServerProcess, display: Display) -> Iterator[KioskProcess]:
    """A kiosk at this test's server, not started yet: `start` takes the pairing code."""
    with KioskProcess(tmp_path, server.url, display) as kiosk:
        yield kiosk
