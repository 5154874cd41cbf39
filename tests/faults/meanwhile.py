"""Let one thing begin when another is done and not yet committed: the moment in which it reads what is old."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from server.database.write_transaction import write_transaction
from server.tables.studios import Studio
from tests.parts.engine import Engine, chosen_engine

Answer = TypeVar("Answer")

HANGS = 20
"""Seconds after which a test would rather fail than hang."""

WAITING = "SELECT pid FROM pg_locks WHERE NOT granted"


async def done_meanwhile(
    late: Callable[[], Awaitable[Answer]], first: Callable[[], Awaitable[object]], *, waiting: int = 1
) -> Answer:
    """Do `first`, and end its transaction when `late` waits for it, in so many places; return what `late` comes to."""
    is_done = asyncio.Event()

    async def come_late() -> Answer:
        await is_done.wait()
        return await late()

    coming = asyncio.create_task(come_late())  # made before the transaction, so that it is no part of it
    async with asyncio.timeout(HANGS):
        async with write_transaction():
            await first()
            is_done.set()
            await _until_they_wait(waiting)
        return await coming


async def _until_they_wait(waiting: int) -> None:
    """On SQLite writers queue before they read anything, so there is nothing to wait for."""
    is_postgres = chosen_engine() is Engine.POSTGRES
    while is_postgres and len(await Studio.raw(WAITING)) < waiting:  # noqa: ASYNC110 - nobody is told
        await asyncio.sleep(0.01)
