"""What the two engines' errors mean, said once."""

import asyncio
import re
import sqlite3

import asyncpg

_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
    asyncpg.InsufficientResourcesError,
    ConnectionError,
    asyncio.TimeoutError,
    OSError,
)


def is_database_away(error: BaseException) -> bool:
    """Tell whether an error means that the database is out of reach, busy or full: the caller may try again."""
    if isinstance(error, sqlite3.OperationalError):
        wrong_statement = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
        return not wrong_statement  # which stays wrong, however often one tries
    return isinstance(error, _AWAY)


def broken_index(error: BaseException) -> str | None:
    """Return which unique index or columns a write has broken, or None where the error is another one.

    PostgreSQL names the index, SQLite the columns: `table.column, table.column`.
    """
    if isinstance(error, asyncpg.UniqueViolationError):
        return str(error.constraint_name)
    if isinstance(error, sqlite3.IntegrityError):
        named = re.match(r"UNIQUE constraint failed: (?:index ')?([^']+)", str(error))
        return named.group(1) if named else None
    return None
