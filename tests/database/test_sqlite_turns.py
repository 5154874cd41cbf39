"""One writer at a time on a SQLite file: whatever ends a transaction, the turn goes to the next."""

import asyncio
import sqlite3

import pytest

from server.database.errors import is_database_away
from server.database.sqlite_engine import StudioSQLiteEngine
from tests.database.sqlite_writing import (
    add_note,
    add_note_and_fail,
    add_note_inside_and_fail,
    close_and_open_without_patience,
    held_by_another,
    no_thread_left_behind,
    notes,
    write_between,
    write_from_outside,
    write_once,
    write_still_works,
    writing,
)


async def test_writers_take_turns(engine: StudioSQLiteEngine) -> None:
    told: list[str] = []

    async def write(name: str) -> None:
        async with writing(engine):
            told.append(f"{name} begins")
            await add_note(engine, name)
            told.append(f"{name} ends")

    await asyncio.gather(*(write(name) for name in "abc"))
    assert told == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]


async def test_writers_in_turn_never_find_the_file_locked(engine: StudioSQLiteEngine) -> None:
    """SQLite's own patience is an unfair polling sleep, so that none of it is needed among ourselves."""
    await close_and_open_without_patience(engine)
    await asyncio.gather(*(write_once(engine) for _ in range(30)))
    assert len(await notes(engine)) == 30


async def test_a_reader_does_not_wait_for_the_writer(engine: StudioSQLiteEngine) -> None:
    await add_note(engine, "before")
    written, read = asyncio.Event(), asyncio.Event()
    writer = asyncio.create_task(write_between(engine, written, read))
    await written.wait()
    assert await notes(engine) == ["before"]
    read.set()
    await writer
    assert await notes(engine) == ["before", "once"]


async def test_an_error_in_the_body_takes_all_back_and_gives_the_turn_back(engine: StudioSQLiteEngine) -> None:
    with no_thread_left_behind(engine), pytest.raises(ZeroDivisionError):
        await add_note_and_fail(engine)
    assert await notes(engine) == []
    await write_still_works(engine)


async def test_a_failed_statement_gives_the_turn_back(engine: StudioSQLiteEngine) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with writing(engine):
            await engine.run_ddl("INSERT INTO note VALUES (NULL)")
    await write_still_works(engine)


async def test_a_commit_that_fails_gives_the_turn_back_and_its_connection_up(engine: StudioSQLiteEngine) -> None:
    """A deferred foreign key is looked at when the transaction ends."""
    await engine.run_ddl("CREATE TABLE reply (note INTEGER REFERENCES topic DEFERRABLE INITIALLY DEFERRED)")
    await engine.run_ddl("CREATE TABLE topic (id INTEGER PRIMARY KEY)")
    with no_thread_left_behind(engine), pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        async with writing(engine):
            await engine.run_ddl("INSERT INTO reply VALUES (4711)")
    assert await engine.run_ddl("SELECT * FROM reply") == []
    await write_still_works(engine)


async def test_a_connection_that_is_lost_gives_the_turn_back(engine: StudioSQLiteEngine) -> None:
    with pytest.raises(ValueError, match="no active connection"):
        async with writing(engine) as transaction:
            await transaction.connection.close()
    await write_still_works(engine)


async def test_a_begin_that_fails_gives_turn_and_thread_back(engine: StudioSQLiteEngine) -> None:
    await close_and_open_without_patience(engine)
    with held_by_another(engine), no_thread_left_behind(engine):
        for _ in range(20):
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                await add_note_and_fail(engine)
    await write_still_works(engine)


async def test_who_waits_too_long_for_the_turn_is_told_to_come_again(engine: StudioSQLiteEngine) -> None:
    """Not for ever: where another program holds the file, each writer holds the turn for SQLite's whole patience."""
    written, may_end = asyncio.Event(), asyncio.Event()
    writer = asyncio.create_task(write_between(engine, written, may_end))
    await written.wait()
    engine.turn_seconds = 0.01
    with pytest.raises(TimeoutError) as caught:
        await write_once(engine)
    assert is_database_away(caught.value)
    may_end.set()
    await writer
    await write_still_works(engine)


async def test_a_writer_that_is_cancelled_takes_all_back_and_gives_the_turn_back(engine: StudioSQLiteEngine) -> None:
    written, never = asyncio.Event(), asyncio.Event()
    with no_thread_left_behind(engine):
        writer = asyncio.create_task(write_between(engine, written, never))
        await written.wait()
        writer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writer
    assert await notes(engine) == []
    await write_still_works(engine)


async def test_a_writer_that_is_cancelled_in_any_await_gives_the_turn_back(engine: StudioSQLiteEngine) -> None:
    """Cancelled after one step of the loop, after two, and so on: while it waits, begins, writes and commits."""
    with no_thread_left_behind(engine):
        for steps in range(40):
            writer = asyncio.create_task(write_once(engine))
            for _ in range(steps):
                await asyncio.sleep(0)
            writer.cancel()
            await asyncio.wait([writer])
            await write_still_works(engine)


async def test_a_writer_that_is_cancelled_while_it_waits_leaves_the_turn_to_the_next(
    engine: StudioSQLiteEngine,
) -> None:
    writing, may_end = asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(write_between(engine, writing, may_end))
    await writing.wait()
    second, third = (asyncio.create_task(write_once(engine)) for _ in range(2))
    await asyncio.sleep(0)
    second.cancel()
    may_end.set()
    await asyncio.wait([first, second, third])
    assert (second.cancelled(), third.exception()) == (True, None)
    assert await notes(engine) == ["once", "once"]


async def test_a_long_job_that_gives_way_lets_another_process_write(engine: StudioSQLiteEngine) -> None:
    """SQLite queues nobody: between transactions without a rest another process would hardly ever find a gap."""
    engine.give_way()
    other = asyncio.create_task(asyncio.to_thread(write_from_outside, engine))
    batches = 0
    while not other.done():
        assert batches < 20
        async with writing(engine):
            await asyncio.sleep(0.1)
        await asyncio.sleep(engine.rest_seconds)
        batches += 1
    assert await notes(engine) == ["from outside"]


async def test_a_transaction_inside_another_is_a_part_of_it(engine: StudioSQLiteEngine) -> None:
    with pytest.raises(ZeroDivisionError):
        await add_note_inside_and_fail(engine)
    assert await notes(engine) == []
