"""Writing to one SQLite file, rightly and wrongly, and what may be left behind."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

import aiosqlite
from piccolo.engine.sqlite import SQLiteTransaction

from server.database.sqlite_engine import StudioSQLiteEngine
from tests.parts.waiting import wait_until

HANGS = 20
"""Seconds after which a test would rather fail than hang; nothing here takes long."""


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


def write_from_outside(engine: StudioSQLiteEngine) -> None:
    """Another program writes a note, with SQLite's own patience."""
    with closing(sqlite3.connect(engine.path, timeout=HANGS)) as other, other:
        other.execute("INSERT INTO note VALUES ('from outside')")


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
