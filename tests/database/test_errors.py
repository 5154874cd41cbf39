"""Which errors mean "try again", and which are our own mistakes: told by real ones of the engine under test."""

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from server.database.errors import OutOfReachError, broken_index, is_database_away
from server.database.write_transaction import write_transaction
from server.tables.studios import Studio
from tests.parts.engine import Engine, chosen_engine

DATABASE_ERRORS = (sqlite3.Error, asyncpg.PostgresError)


@pytest.mark.parametrize("statement", ["SELECT * FROM nowhere", "SELEKT 1", "SELECT nothing FROM studio"])
async def test_a_wrong_statement_is_our_mistake(database: None, statement: str) -> None:
    with pytest.raises(DATABASE_ERRORS) as caught:
        await Studio.raw(statement)
    assert not is_database_away(caught.value)


async def test_a_broken_rule_of_the_tables_is_our_mistake(database: None) -> None:
    with pytest.raises(DATABASE_ERRORS) as caught:
        await Studio.raw("INSERT INTO studio (name) VALUES (NULL)")
    assert not is_database_away(caught.value)
    assert broken_index(caught.value) is None


async def test_a_database_that_is_busy_for_too_long_may_be_asked_again(database: None, tmp_path: Path) -> None:
    assert is_database_away(await too_long_busy(tmp_path))


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (ConnectionRefusedError(), True),
        (OutOfReachError("Multiple exceptions: [Errno 111] Connect call failed"), True),
        (FileNotFoundError(2, "No such file or directory", "page.html"), False),
        (OSError(28, "No space left on device"), False),
        (sqlite3.OperationalError("Could not decode to UTF-8 column"), False),
        (TimeoutError(), True),
        (asyncpg.CannotConnectNowError(), True),
        (asyncpg.ConnectionDoesNotExistError(), True),
        (asyncpg.InterfaceError("connection is closed"), True),
        (asyncpg.DeadlockDetectedError(), True),
        (asyncpg.UniqueViolationError(), False),
        (asyncpg.DataError("value out of int32 range"), False),
        (KeyError("id"), False),
        (ValueError("no active connection"), False),
    ],
)
def test_the_drivers_errors_are_told_apart(error: BaseException, *, is_away: bool) -> None:
    assert is_database_away(error) is is_away


@pytest.mark.parametrize(
    ("code", "is_away"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, True),
        (sqlite3.SQLITE_LOCKED, True),
        (sqlite3.SQLITE_CANTOPEN, True),
        (sqlite3.SQLITE_PERM, True),
        (sqlite3.SQLITE_IOERR_WRITE, True),
        (sqlite3.SQLITE_FULL, True),
        (sqlite3.SQLITE_READONLY_DIRECTORY, True),
        (sqlite3.SQLITE_ERROR, False),
        (sqlite3.SQLITE_CORRUPT, False),
        (sqlite3.SQLITE_NOTADB, False),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, False),
    ],
)
def test_sqlites_errors_are_told_apart_by_their_codes(code: int, *, is_away: bool) -> None:
    assert is_database_away(sqlite_error(code)) is is_away


def sqlite_error(code: int) -> sqlite3.Error:
    """As the driver makes them: most are operational errors, whatever they mean."""
    error = sqlite3.OperationalError("as it says")
    error.sqlite_errorcode = code
    return error


async def too_long_busy(folder: Path) -> Exception:
    """Return what the engine says to a writer that waits for another one longer than it may."""
    with pytest.raises(DATABASE_ERRORS) as waited:
        await (wait_on_postgres() if chosen_engine() is Engine.POSTGRES else wait_on_sqlite(folder / "busy.db"))
    error: Exception = waited.value
    return error


async def wait_on_postgres() -> None:
    async with write_transaction():
        await Studio.raw("SET LOCAL statement_timeout = 1")
        await Studio.raw("SELECT pg_sleep(60)")


async def wait_on_sqlite(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
