"""Migrations, guarded against two processes that migrate the same database at once.

Piccolo records a migration only after its transaction, so two processes would run the same one twice and one of them
would die. PostgreSQL: a session advisory lock. SQLite: a lock file beside the database.
"""

import asyncio
import contextlib
import fcntl
import io
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager, run_forwards
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import Finder

from server.database.engines import current_engine
from server.database.postgres_engine import StudioPostgresEngine
from server.database.sqlite_engine import StudioSQLiteEngine

APP_NAME = "studio"
ADVISORY_LOCK = 0x57_0D_10
MIGRATION_SECONDS = 60 * 60
"""What a step may take on PostgreSQL, or the wait for another process's: a large table takes its time."""


class MigrationError(Exception):
    """A migration did not go through; the text is the database's own, or what Piccolo printed."""


async def migrate() -> None:
    """Bring the database to this version's tables; does nothing where it is there. Raises MigrationError."""
    async with _alone():
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):  # Piccolo tells the story of each step
                result = await run_forwards("all")
        except TimeoutError as error:
            raise MigrationError(f"a step took longer than {MIGRATION_SECONDS} seconds") from error
        except (sqlite3.Error, asyncpg.PostgresError) as error:
            raise MigrationError(str(error)) from error
        if not result.success:
            raise MigrationError(printed.getvalue().strip())


async def pending_migrations() -> list[str]:
    """Return the ids of the migrations that this database still needs."""
    if not await Migration.table_exists():
        return _known_migrations()
    done = await Migration.get_migrations_which_ran(app_name=APP_NAME)
    return sorted(set(_known_migrations()) - set(done))


def _known_migrations() -> list[str]:
    folder = Finder().get_app_config(APP_NAME).resolved_migrations_folder_path
    manager = ForwardsMigrationManager(app_name=APP_NAME)
    return manager.get_migration_ids(manager.get_migration_modules(folder))


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    engine = current_engine()
    if isinstance(engine, StudioPostgresEngine):
        async with _alone_on_postgres(engine):
            yield
    else:
        async with _alone_on_file(engine):
            yield


@asynccontextmanager
async def _alone_on_postgres(engine: StudioPostgresEngine) -> AsyncIterator[None]:
    async with engine.patience(MIGRATION_SECONDS):
        connection = await engine.get_new_connection()
        try:
            await connection.execute(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")
            yield
        finally:
            await connection.close()  # the session's end releases the lock


@asynccontextmanager
async def _alone_on_file(engine: StudioSQLiteEngine) -> AsyncIterator[None]:
    with FileLock(Path(f"{engine.path}.migrating")) as lock:
        await asyncio.to_thread(lock.wait)
        yield


class FileLock:
    """An exclusive lock on a file beside the database; the system releases it with the process."""

    def __init__(self, file: Path) -> None:
        """Take the file's name."""
        self._file = file

    def __enter__(self) -> Self:
        """Open the file; the lock itself is waited for in `wait`."""
        self._opened = self._file.open("w")
        return self

    def wait(self) -> None:
        """Wait until no other process holds the lock, then hold it."""
        fcntl.flock(self._opened, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        """Release the lock."""
        self._opened.close()
