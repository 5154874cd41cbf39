"""The server inside the test's own process: one migrated database a run, empty for every test, and the app on it.

Piccolo's tables bind one engine a process, so the database's address is set before anything asks for it.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
import pytest
from litestar import Litestar

from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.database.sqlite_engine import StudioSQLiteEngine
from server.services.context import Context
from server.settings import Settings, settings
from server.tables.piccolo_app import APP_CONFIG
from server.tables.studios import Studio
from tests.builders import KEYS
from tests.movable_clock import MovableClock
from tests.parts.engine import Engine, chosen_engine
from tests.parts.postgres import PostgresCluster

PUBLIC_URL: Final = "http://studio.test"
AN_HOUR_BEFORE_CLASS: Final = datetime(2026, 3, 2, 20, tzinfo=UTC)
"""Monday 2 March 2026, 15:00 in New York; the builders' class starts at 16:00."""


@pytest.fixture(scope="session")
def app_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of this process, whose database has all tables and no row."""
    folder = tmp_path_factory.mktemp("studio")
    os.environ |= {
        "PICCOLO_CONF": "piccolo_conf",
        "STUDIO_DATA": str(folder),
        "STUDIO_DATABASE_URL": _new_database(request, folder),
        "STUDIO_PUBLIC_URL": PUBLIC_URL,
    }
    settings.cache_clear()
    asyncio.run(_migrate())
    if chosen_engine() is Engine.SQLITE:
        shutil.copy(settings().sqlite_path, _pristine(settings()))
    return settings()


@pytest.fixture
async def database(app_settings: Settings) -> AsyncIterator[None]:
    """The open database, empty."""
    async with empty_database(app_settings):
        yield


@asynccontextmanager
async def empty_database(given: Settings) -> AsyncIterator[None]:
    """The same for one example of many within a test, on the loop that enters."""
    engine = current_engine()
    if isinstance(engine, StudioSQLiteEngine):
        shutil.copy(_pristine(given), given.sqlite_path)
    await engine.open()
    try:
        if not isinstance(engine, StudioSQLiteEngine):
            await _empty_all_tables()
        yield
    finally:
        await engine.close()


@pytest.fixture(scope="session")
def run_clock() -> MovableClock:
    """The clock that the run's one app goes by."""
    return MovableClock(AN_HOUR_BEFORE_CLASS)


@pytest.fixture
def clock(run_clock: MovableClock) -> MovableClock:
    """The server's clock, an hour before class: it stands until the test moves it."""
    run_clock.set(AN_HOUR_BEFORE_CLASS)
    return run_clock


@pytest.fixture
def context(clock: MovableClock) -> Context:
    """What every use case is told."""
    return Context(clock, KEYS, PUBLIC_URL)


@pytest.fixture(scope="session")
def app(app_settings: Settings, run_clock: MovableClock) -> Litestar:
    """The app, made once a run. Its own start and its timetable stay out: time passes only when a test says so."""
    from server.app import create_app  # noqa: PLC0415 - the rules' tests need no server

    return create_app(app_settings, run_clock, KEYS)


@pytest.fixture
async def client(app: Litestar, database: None, clock: MovableClock) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of nobody, on the test's own loop; `as_bearer` of the builders signs a call in."""
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # both are ASGI, typed each in their own words
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


def _new_database(request: pytest.FixtureRequest, folder: Path) -> str:
    if chosen_engine() is Engine.SQLITE:
        return f"sqlite:///{folder / 'studio.db'}"
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    return cluster.create_database("studio")


async def _migrate() -> None:
    engine = current_engine()
    await engine.open()
    await migrate()
    await engine.close()


def _pristine(given: Settings) -> Path:
    return given.sqlite_path.with_suffix(".pristine")


async def _empty_all_tables() -> None:
    """Delete the few rows in one statement, foreign keys asleep: TRUNCATE makes every file anew and costs 100 ms."""
    tables = [table._meta.tablename for table in APP_CONFIG.table_classes]
    deletes = "".join(f"DELETE FROM {name}; PERFORM setval('{name}_id_seq', 1, false);" for name in tables)  # noqa: S608
    await Studio.raw(f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {deletes} END $$")
