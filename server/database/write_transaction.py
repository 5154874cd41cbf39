"""The only place that opens a writing transaction, and the locks that may be taken in one.

Locks are taken in one order everywhere, so that no two transactions wait for each other: class session, then class
registration, each by id (R35). On SQLite the transaction is alone already and locks nothing more.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from piccolo.query import Select
from piccolo.table import Table

from server.database.engines import current_engine
from server.database.postgres_engine import StudioPostgresEngine


@asynccontextmanager
async def write_transaction() -> AsyncIterator[None]:
    """Run the body in one transaction; inside another it is a part of that one."""
    async with current_engine().write_transaction():
        yield


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """Run the body so that an exception takes back what it did, its locks too, while the transaction around goes on."""
    async with current_engine().write_transaction() as transaction:
        point = await transaction.savepoint()
        try:
            yield
        except Exception:
            await point.rollback_to()  # type: ignore[no-untyped-call]  # Piccolo's own
            raise
        await point.release()  # type: ignore[no-untyped-call]


async def let_others_write() -> None:
    """Give way between two transactions of a long job: who waits to write, or for this loop, comes first."""
    await asyncio.sleep(current_engine().rest_seconds)


def locked(query: "Select[Table]") -> "Select[Table]":
    """Return the query with its own table's rows locked until the transaction ends."""
    if isinstance(current_engine(), StudioPostgresEngine):
        return query.lock_rows("UPDATE", of=(query.table,))
    return query


def for_update() -> str:
    """Return the end of a raw SELECT that locks its row until the transaction ends; SQLite needs none."""
    return " FOR UPDATE" if isinstance(current_engine(), StudioPostgresEngine) else ""


def for_no_key_update() -> str:
    """Return the end of a raw SELECT that locks its row likewise, while new rows may still come to refer to it."""
    return " FOR NO KEY UPDATE" if isinstance(current_engine(), StudioPostgresEngine) else ""
