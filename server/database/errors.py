"""What the two engines' errors mean, said once."""

import re
import sqlite3

import asyncpg


class OutOfReachError(OSError):
    """No connection could be made. The system's own error is the cause: a file of ours may fail with the same one."""


_AWAY_ON_POSTGRES = (
    OutOfReachError,
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,  # it stops, starts, or has given a statement up
    asyncpg.InsufficientResourcesError,  # too many connections, a full disk, no memory
    asyncpg.PostgresIOError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.StatementCompletionUnknownError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby that nobody has promoted yet
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
    asyncpg.InvalidCachedStatementError,  # somebody has just migrated
    asyncpg.OutdatedSchemaCacheError,
)
"""What another try may cure, or the operator meanwhile."""

_AWAY_ON_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_INTERRUPT,
    }
)
"""The same. A broken file (CORRUPT, NOTADB) heals by neither."""

_BROKEN_REFERENCE_ON_SQLITE = frozenset({sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, sqlite3.SQLITE_CONSTRAINT_TRIGGER})
"""SQLite enforces ON DELETE RESTRICT by a trigger of its own; we have none besides."""

_PRIMARY_CODE = 0xFF
"""An extended code has the primary one in its lowest byte."""


def is_database_away(error: BaseException) -> bool:
    """Tell whether an error means that the database is out of reach, busy or full: the caller may try again."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)  # Python's own errors have none
        return code is not None and code & _PRIMARY_CODE in _AWAY_ON_SQLITE
    return isinstance(error, _AWAY_ON_POSTGRES)


def is_reference_broken(error: BaseException) -> bool:
    """Tell whether a write points at a row that has gone, or takes one away that others have come to point at."""
    if isinstance(error, sqlite3.IntegrityError):
        return getattr(error, "sqlite_errorcode", None) in _BROKEN_REFERENCE_ON_SQLITE
    return isinstance(error, asyncpg.ForeignKeyViolationError | asyncpg.RestrictViolationError)


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
