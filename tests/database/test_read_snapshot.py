"""Pages that are read one after another are of one moment, and hold nobody up."""

import asyncio

from server.database.read_snapshot import read_snapshot
from server.tables.people import Customer
from tests.builders import add_customer, add_studio


async def test_what_others_write_meanwhile_is_not_seen_and_does_not_wait(database: None) -> None:
    studio_id = await add_studio()
    began, written = asyncio.Event(), asyncio.Event()

    async def read() -> tuple[int, int]:
        async with read_snapshot():
            first = await Customer.count()
            began.set()
            await written.wait()
            return first, await Customer.count()

    reading = asyncio.create_task(read())
    await began.wait()
    async with asyncio.timeout(10):
        await add_customer(studio_id)
    written.set()
    assert await reading == (0, 0)
    assert await Customer.count() == 1
