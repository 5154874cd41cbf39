"""One SQLite file: durable connections that are reused, one writer at a time, and nothing kept by a failure."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import aiosqlite
import pytest
from piccolo.engine.sqlite import SQLiteTransaction

from server.database.sqlite_engine import BUSY_SECONDS, IDLE_CONNECTIONS, READERS, StudioSQLiteEngine
from tests.parts.waiting import wait_until

EXPECTED_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": BUSY_SECONDS * 1000,
}

HANGS = 20
"""Seconds after which a test would rather fail than hang; nothing here takes long."""

LEAVES_ONE_BEHIND = """
import asyncio, pathlib, sys
from server.database.sqlite_engine import StudioSQLiteEngine

async def main():
    engine = StudioSQLiteEngine(pathlib.Path(sys.argv[1]))
    await engine.open()
    await asyncio.gather(*(engine.run_ddl("SELECT 1") for _ in range(20)))
    still_running = asyncio.create_task(engine.run_ddl("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                                                       "WHERE i < 300000) SELECT max(i) FROM n"))
    await asyncio.sleep(0)
    await engine.close()
    await still_running

asyncio.run(main())
print("closed")
"""


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[StudioSQLiteEngine]:
    engine = StudioSQLiteEngine(tmp_path / "deep" / "studio.db")
    await engine.open()
    await engine.run_ddl("CREATE TABLE note (text TEXT NOT NULL)")
    yield engine
    await engine.close()


async def test_every_connection_has_its_pragmas(engine: StudioSQLiteEngine) -> None:
    connections = [await engine.get_connection() for _ in range(IDLE_CONNECTIONS)]
    settings = [[await pragma(connection, name) for name in EXPECTED_PRAGMAS] for connection in connections]
    for connection in connections:
        await engine.keep(connection)
    assert settings == [list(EXPECTED_PRAGMAS.values())] * IDLE_CONNECTIONS


async def test_the_folder_of_the_file_is_made_where_it_is_missing(engine: StudioSQLiteEngine) -> None:
    assert engine.path.endswith("/deep/studio.db")
    assert await engine.is_reachable()


async def test_queries_in_turn_share_one_connection(engine: StudioSQLiteEngine) -> None:
    threads = threading.active_count()
    for _ in range(20):
        await engine.run_ddl("SELECT 1")
    assert len(engine.idle) == 1
    assert threading.active_count() == threads


async def test_of_many_connections_only_some_are_kept(engine: StudioSQLiteEngine) -> None:
    with no_thread_left_behind(engine):
        connections = [await engine.get_connection() for _ in range(IDLE_CONNECTIONS + 5)]
        for connection in connections:
            await engine.keep(connection)
    assert len(engine.idle) == IDLE_CONNECTIONS


async def test_a_crowd_of_readers_shares_a_few_connections(engine: StudioSQLiteEngine) -> None:
    with no_thread_left_behind(engine):
        await asyncio.gather(*(engine.run_ddl("SELECT 1") for _ in range(50)))
    assert len(engine.idle) <= READERS


async def test_a_reader_that_is_cancelled_or_fails_leaves_its_place_to_the_next(engine: StudioSQLiteEngine) -> None:
    for steps in range(3 * READERS):
        reader = asyncio.create_task(engine.run_ddl("SELECT 1"))
        for _ in range(steps):
            await asyncio.sleep(0)
        reader.cancel()
        await asyncio.wait([reader])
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await engine.run_ddl("SELECT * FROM nowhere")
    assert await notes(engine) == []


async def test_closing_ends_every_thread(engine: StudioSQLiteEngine) -> None:
    await asyncio.gather(*(engine.run_ddl("SELECT 1") for _ in range(5)))
    with no_thread_left_behind(engine):
        await engine.close()
    assert engine.idle == []


async def test_a_failed_query_keeps_no_connection(engine: StudioSQLiteEngine) -> None:
    with no_thread_left_behind(engine), pytest.raises(sqlite3.OperationalError, match="no such table"):
        await engine.run_ddl("SELECT * FROM nowhere")
    assert engine.idle == []


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


async def test_a_transaction_inside_another_is_a_part_of_it(engine: StudioSQLiteEngine) -> None:
    with pytest.raises(ZeroDivisionError):
        await add_note_inside_and_fail(engine)
    assert await notes(engine) == []


async def test_what_is_no_database_is_out_of_reach(tmp_path: Path) -> None:
    file = tmp_path / "studio.db"
    file.write_bytes(b"this is no database, whatever its name says" * 100)
    engine = StudioSQLiteEngine(file)
    with no_thread_left_behind(engine), pytest.raises(sqlite3.DatabaseError, match="not a database"):
        await engine.is_reachable()


async def test_an_open_database_is_in_reach(engine: StudioSQLiteEngine) -> None:
    assert await engine.is_reachable()


def test_a_process_ends_though_a_query_outlived_the_engine(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", LEAVES_ONE_BEHIND, str(tmp_path / "studio.db")]
    ended = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (0, "closed\n"), ended.stderr


@contextmanager
def no_thread_left_behind(engine: StudioSQLiteEngine) -> Iterator[None]:
    """Each connection has a thread: after the body only those more live whose connections are kept."""
    others = threading.active_count() - len(engine.idle)
    yield
    wait_until(lambda: threading.active_count() - len(engine.idle) <= others, "closed connections to end their threads")


@contextmanager
def held_by_another(engine: StudioSQLiteEngine) -> Iterator[None]:
    """Somebody else writes to the same file."""
    with closing(sqlite3.connect(engine.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def close_and_open_without_patience(engine: StudioSQLiteEngine) -> None:
    engine.connection_kwargs["timeout"] = 0
    await engine.close()
    await engine.open()


async def pragma(connection: aiosqlite.Connection, name: str) -> object:
    [row] = await connection.execute_fetchall(f"PRAGMA {name}")
    return next(iter(dict(row).values()))


@asynccontextmanager
async def writing(engine: StudioSQLiteEngine) -> AsyncIterator[SQLiteTransaction]:
    """A transaction that is not waited for for ever: a turn that was never given back is a failure, and no hang."""
    async with asyncio.timeout(HANGS), engine.write_transaction() as transaction:
        yield transaction


async def add_note(engine: StudioSQLiteEngine, text: str) -> None:
    await engine.run_ddl(f"INSERT INTO note VALUES ('{text}')")  # noqa: S608 - the test's own text


async def add_note_and_fail(engine: StudioSQLiteEngine) -> None:
    async with writing(engine):
        await add_note(engine, "never")
        raise ZeroDivisionError


async def add_note_inside_and_fail(engine: StudioSQLiteEngine) -> None:
    async with writing(engine):
        await write_once(engine)
        raise ZeroDivisionError


async def write_once(engine: StudioSQLiteEngine) -> None:
    async with writing(engine):
        await add_note(engine, "once")


async def write_between(engine: StudioSQLiteEngine, written: asyncio.Event, may_end: asyncio.Event) -> None:
    async with writing(engine):
        await add_note(engine, "once")
        written.set()
        await may_end.wait()


async def write_still_works(engine: StudioSQLiteEngine) -> None:
    assert not engine.writers_turn.locked()
    before = len(await notes(engine))
    await write_once(engine)
    assert len(await notes(engine)) == before + 1


async def notes(engine: StudioSQLiteEngine) -> list[str]:
    return [row["text"] for row in await engine.run_ddl("SELECT text FROM note ORDER BY rowid")]
