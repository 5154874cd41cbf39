"""Migrations: several processes at once on one empty database, twice over, and one schema on both engines."""

import sqlite3
from pathlib import Path

import asyncpg

from server.database.migration_guard import migrate, pending_migrations
from server.settings import Settings
from tests.database.schema_reading import schema_of, schema_of_classes
from tests.parts.engine import Engine, chosen_engine
from tests.parts.other_process import OtherProcess
from tests.readings import everything

PROCESSES = 4

MIGRATE_WHEN_TOLD = """
import asyncio, sys
from server.database.engines import current_engine
from server.database.migration_guard import migrate

async def main():
    engine = current_engine()
    await engine.open()
    print("ready", flush=True)
    sys.stdin.readline()
    await migrate()
    await engine.close()

asyncio.run(main())
"""

ASK_WHAT_IS_PENDING = """
import asyncio
from server.database.engines import current_engine
from server.database.migration_guard import pending_migrations

async def main():
    engine = current_engine()
    await engine.open()
    print(len(await pending_migrations()))
    await engine.close()

asyncio.run(main())
"""


async def test_processes_that_migrate_an_empty_database_at_once_all_succeed(
    app_settings: Settings, database_url: str, tmp_path: Path
) -> None:
    processes = [OtherProcess(["-c", MIGRATE_WHEN_TOLD], database_url, tmp_path) for _ in range(PROCESSES)]
    assert [process.hear() for process in processes] == ["ready"] * PROCESSES
    for process in processes:
        process.tell("go")
    assert [process.ended() for process in processes] == [(0, "", "")] * PROCESSES
    assert await schema_of(database_url) == schema_of_classes()
    done = await migrations_done(database_url)
    assert len(done) == len(set(done)) > 0


async def test_an_empty_database_needs_every_migration_and_a_migrated_one_none(
    database_url: str, tmp_path: Path
) -> None:
    assert pending(database_url, tmp_path) > 0
    assert migrating(database_url, tmp_path).ended() == (0, "", "")
    assert pending(database_url, tmp_path) == 0


async def test_migrating_again_changes_nothing(database: None) -> None:
    before = await everything()
    await migrate()
    assert await pending_migrations() == []
    assert await everything() == before


async def test_a_migration_that_cannot_go_through_says_so_and_stops(database_url: str, tmp_path: Path) -> None:
    await spoil(database_url)
    code, said, complained = migrating(database_url, tmp_path).ended()
    assert (code, said) == (2, "")
    assert complained.startswith("The database could not be migrated: ")
    assert "Traceback" not in complained


def migrating(database_url: str, folder: Path) -> OtherProcess:
    """Start `studio migrate`."""
    return OtherProcess(["-m", "server.cli", "migrate"], database_url, folder)


def pending(database_url: str, folder: Path) -> int:
    code, said, complained = OtherProcess(["-c", ASK_WHAT_IS_PENDING], database_url, folder).ended()
    assert code == 0, complained
    return int(said)


async def migrations_done(database_url: str) -> list[str]:
    question = "SELECT name FROM migration ORDER BY id"
    if chosen_engine() is Engine.SQLITE:
        connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
        names = [name for (name,) in connection.execute(question)]
        connection.close()
        return names
    other = await asyncpg.connect(database_url)
    names = [row["name"] for row in await other.fetch(question)]
    await other.close()
    return names


async def spoil(database_url: str) -> None:
    """Make a table that a migration wants to make."""
    statement = "CREATE TABLE studio (id INTEGER)"
    if chosen_engine() is Engine.SQLITE:
        connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
        connection.execute(statement)
        connection.close()
        return
    other = await asyncpg.connect(database_url)
    await other.execute(statement)
    await other.close()
