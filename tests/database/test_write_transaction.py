"""A writing transaction is whole or nothing on both engines, and locks make others wait (R35)."""

import asyncio

import pytest

from server.database.engines import current_engine
from server.database.write_transaction import for_update, locked, savepoint, write_transaction
from server.tables.studios import Studio
from tests.builders import add_studio
from tests.parts.engine import Engine, chosen_engine


async def test_what_is_written_stands(database: None) -> None:
    async with write_transaction():
        await add_studio("Kiln & Co")
    assert await names() == ["Kiln & Co"]


async def test_an_error_takes_all_back(database: None) -> None:
    with pytest.raises(ZeroDivisionError):
        await add_and_fail("Never")
    assert await names() == []


async def test_a_transaction_inside_another_falls_with_it(database: None) -> None:
    with pytest.raises(ZeroDivisionError):
        await add_inside_and_fail("Never")
    assert await names() == []


async def test_an_error_after_a_savepoint_takes_back_what_came_after_it(database: None) -> None:
    async with write_transaction():
        await add_studio("Before")
        with pytest.raises(ZeroDivisionError):
            await add_after_savepoint_and_fail("Never")
        await add_studio("After")
    assert await names() == ["Before", "After"]


async def test_a_savepoint_without_an_error_changes_nothing(database: None) -> None:
    async with write_transaction():
        async with savepoint():
            await add_studio("First")
        async with savepoint():
            await add_studio("Second")
    assert await names() == ["First", "Second"]


async def test_what_was_locked_after_a_savepoint_is_free_when_it_is_taken_back(database: None) -> None:
    """On PostgreSQL; a transaction of SQLite's locks everything from its beginning to its end."""
    if chosen_engine() is Engine.SQLITE:
        return
    studio_id = await add_studio("Held")
    let_go, may_end = asyncio.Event(), asyncio.Event()
    holder = asyncio.create_task(hold_and_let_go(studio_id, let_go, may_end))
    await let_go.wait()
    await Studio.update({Studio.name: "Free"}).where(Studio.id == studio_id)
    may_end.set()
    await holder
    assert await names() == ["Free"]


async def test_a_refused_statement_takes_what_came_before_it_back(database: None) -> None:
    with pytest.raises(Exception, match=r"(?i)null"):
        await add_and_be_refused("Never")
    assert await names() == []


async def test_a_transaction_is_not_seen_before_it_ends_and_not_joined_by_other_tasks(database: None) -> None:
    written, may_end = asyncio.Event(), asyncio.Event()
    writer = asyncio.create_task(add_between("First", written, may_end))
    await written.wait()
    assert await names() == []
    may_end.set()
    await writer
    assert await names() == ["First"]


async def test_a_cancelled_transaction_takes_all_back(database: None) -> None:
    written = asyncio.Event()
    writer = asyncio.create_task(add_between("Never", written, asyncio.Event()))
    await written.wait()
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    async with write_transaction():
        await add_studio("After it")
    assert await names() == ["After it"]


@pytest.mark.parametrize("by_query_builder", [True, False])
async def test_a_held_row_makes_the_next_wait_until_the_end(database: None, *, by_query_builder: bool) -> None:
    """Each adds its letter to what it reads, so that none is lost only where they wait for each other."""
    studio_id = await add_studio("")

    async def add(letter: str) -> None:
        async with write_transaction():
            if by_query_builder:
                await locked(Studio.select(Studio.id).where(Studio.id == studio_id))
            else:
                await Studio.raw("SELECT id FROM studio WHERE id = {}" + for_update(), studio_id)  # noqa: S608
            [name] = await names()
            await asyncio.sleep(0)
            await Studio.update({Studio.name: name + letter}).where(Studio.id == studio_id)

    await asyncio.gather(*(add(letter) for letter in "abcdefgh"))
    [name] = await names()
    assert sorted(name) == list("abcdefgh")


async def test_the_tables_are_bound_to_the_engine_under_test(database: None) -> None:
    assert current_engine().engine_type == ("sqlite" if chosen_engine() is Engine.SQLITE else "postgres")


async def names() -> list[str]:
    rows = await Studio.select(Studio.name).order_by(Studio.id)
    return [row["name"] for row in rows]


async def add_and_fail(name: str) -> None:
    async with write_transaction():
        await add_studio(name)
        raise ZeroDivisionError


async def add_after_savepoint_and_fail(name: str) -> None:
    async with savepoint():
        await add_studio(name)
        raise ZeroDivisionError


async def hold_and_let_go(studio_id: int, let_go: asyncio.Event, may_end: asyncio.Event) -> None:
    async with write_transaction():
        with pytest.raises(ZeroDivisionError):
            await hold_and_fail(studio_id)
        let_go.set()
        await may_end.wait()


async def hold_and_fail(studio_id: int) -> None:
    async with savepoint():
        await locked(Studio.select(Studio.id).where(Studio.id == studio_id))
        raise ZeroDivisionError


async def add_inside_and_fail(name: str) -> None:
    async with write_transaction():
        async with write_transaction():
            await add_studio(name)
        raise ZeroDivisionError


async def add_and_be_refused(name: str) -> None:
    async with write_transaction():
        await add_studio(name)
        await Studio.raw("UPDATE studio SET created_at = NULL")


async def add_between(name: str, written: asyncio.Event, may_end: asyncio.Event) -> None:
    async with write_transaction():
        await add_studio(name)
        written.set()
        await may_end.wait()
