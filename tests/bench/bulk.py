"""Fill tables with hundreds of thousands of rows, as fast as each engine takes them."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from server.database.engines import current_engine
from server.database.sqlite_engine import StudioSQLiteEngine

Rows = Iterable[tuple[object, ...]]

STATEMENT_SECONDS = 600
"""The server's own limit is for a person who waits."""


class Bulk:
    """One connection on which nothing is checked twice and nothing is durable before its end."""

    def __init__(self, connection: Any, *, is_sqlite: bool) -> None:
        self._connection = connection
        self._is_sqlite = is_sqlite

    async def fill(self, table: str, columns: str, rows: Rows) -> None:
        """Insert rows; `columns` names their values, with commas."""
        names = columns.split(", ")
        if self._is_sqlite:
            marks = ", ".join("?" * len(names))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
            await self._connection.executemany(statement, rows)
        else:
            await self._connection.copy_records_to_table(table, records=rows, columns=names)

    async def run(self, statement: str) -> None:
        """Run one statement without values, the same text on both engines."""
        await self._connection.execute(statement)


@asynccontextmanager
async def bulk() -> AsyncIterator[Bulk]:
    """Give a connection outside the pool; what was filled is there after the body."""
    engine = current_engine()
    if isinstance(engine, StudioSQLiteEngine):
        connection = await engine.get_connection()
        for pragma in ("synchronous=OFF", "foreign_keys=0", "cache_size=-1000000"):
            await connection.execute(f"PRAGMA {pragma}")
        await connection.execute("BEGIN")
        yield Bulk(connection, is_sqlite=True)
        await connection.commit()
        await connection.close()
    else:
        engine.config["command_timeout"] = STATEMENT_SECONDS
        connection = await engine.get_new_connection()
        await connection.execute("SET session_replication_role = replica")
        yield Bulk(connection, is_sqlite=False)
        await connection.execute("VACUUM ANALYZE")
        await connection.close()
