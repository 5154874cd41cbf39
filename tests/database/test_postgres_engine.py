"""A pool of PostgreSQL connections of which no failure keeps one."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from server.database.postgres_engine import POOL_SIZE, StudioPostgresEngine
from tests.parts.free_port import free_port

HANGS = 20
"""Seconds after which a test would rather fail than hang; nothing here takes long."""


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[StudioPostgresEngine]:
    engine = StudioPostgresEngine(database_url)
    await engine.open()
    await engine.run_ddl("CREATE TABLE topic (id INTEGER PRIMARY KEY)")
    await engine.run_ddl("CREATE TABLE note (topic INTEGER REFERENCES topic DEFERRABLE INITIALLY DEFERRED)")
    yield engine
    async with asyncio.timeout(HANGS):  # it waits for every connection to come back
        await engine.close()


async def test_a_commit_that_fails_gives_its_connection_back(engine: StudioPostgresEngine) -> None:
    """As many failures as the pool is large, and once more; Piccolo's own transaction would keep each connection."""
    for _ in range(POOL_SIZE + 1):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await write(engine, topic=4711)
    await pool_is_whole(engine)


async def test_failing_commits_at_once_give_their_connections_back(engine: StudioPostgresEngine) -> None:
    outcomes = await asyncio.gather(*(write(engine, topic=4711) for _ in range(3 * POOL_SIZE)), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {asyncpg.ForeignKeyViolationError}
    await pool_is_whole(engine)


async def test_no_statement_is_compiled_before_it_runs(engine: StudioPostgresEngine) -> None:
    """Compiling would take a second of a person's time wherever the planner expects many rows."""
    pooled, alone = await engine.acquire(), await engine.get_new_connection()
    assert [await each.fetchval("SHOW jit") for each in (pooled, alone)] == ["off", "off"]
    await engine.give_back(pooled)
    await alone.close()


async def test_a_failed_commit_writes_nothing(engine: StudioPostgresEngine) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await write(engine, topic=4711)
    assert await topics(engine) == []


async def test_an_error_in_the_body_takes_all_back(engine: StudioPostgresEngine) -> None:
    await engine.run_ddl("INSERT INTO topic VALUES (1)")
    for _ in range(POOL_SIZE + 1):
        with pytest.raises(ZeroDivisionError):
            await write_and_fail(engine)
    assert await topics(engine) == []
    await pool_is_whole(engine)


async def test_a_transaction_that_is_cancelled_takes_all_back(engine: StudioPostgresEngine) -> None:
    await engine.run_ddl("INSERT INTO topic VALUES (1)")
    for _ in range(POOL_SIZE + 1):
        written = asyncio.Event()
        writer = asyncio.create_task(write_and_stay(engine, written))
        await written.wait()
        writer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writer
    assert await topics(engine) == []
    await pool_is_whole(engine)


async def test_a_connection_that_the_server_ended_is_replaced(engine: StudioPostgresEngine) -> None:
    for _ in range(POOL_SIZE + 1):
        with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.AdminShutdownError)):
            await write_on_an_ended_connection(engine)
    await pool_is_whole(engine)


async def test_a_statement_that_hangs_is_given_up_while_people_still_wait(engine: StudioPostgresEngine) -> None:
    with pytest.raises(TimeoutError):
        await engine.run_ddl(f"SELECT pg_sleep({HANGS})")
    await pool_is_whole(engine)


async def test_a_transaction_inside_another_is_a_part_of_it(engine: StudioPostgresEngine) -> None:
    await engine.run_ddl("INSERT INTO topic VALUES (1)")
    with pytest.raises(ZeroDivisionError):
        await write_inside_and_fail(engine)
    assert await topics(engine) == []


async def test_without_a_pool_a_transaction_has_a_connection_of_its_own(database_url: str) -> None:
    """As commands do that only migrate."""
    engine = StudioPostgresEngine(database_url)
    async with asyncio.timeout(HANGS), engine.write_transaction():
        await engine.run_ddl("CREATE TABLE made (id INTEGER)")
    assert await engine.run_ddl("SELECT * FROM made") == []
    assert engine.pool is None


async def test_an_engine_connects_only_when_it_is_opened() -> None:
    engine = StudioPostgresEngine(f"postgres://nobody@127.0.0.1:{free_port()}/nothing")
    with pytest.raises(OSError, match="Connect"):
        await engine.open()
    await engine.close()


async def test_an_open_database_is_in_reach(engine: StudioPostgresEngine) -> None:
    assert await engine.is_reachable()


async def write(engine: StudioPostgresEngine, *, topic: int) -> None:
    async with asyncio.timeout(HANGS), engine.write_transaction():
        await engine.run_ddl(f"INSERT INTO note VALUES ({topic})")  # noqa: S608 - the test's own number


async def write_and_fail(engine: StudioPostgresEngine) -> None:
    async with asyncio.timeout(HANGS), engine.write_transaction():
        await engine.run_ddl("INSERT INTO note VALUES (1)")
        raise ZeroDivisionError


async def write_inside_and_fail(engine: StudioPostgresEngine) -> None:
    async with asyncio.timeout(HANGS), engine.write_transaction():
        await write(engine, topic=1)
        raise ZeroDivisionError


async def write_and_stay(engine: StudioPostgresEngine, written: asyncio.Event) -> None:
    async with asyncio.timeout(HANGS), engine.write_transaction():
        await engine.run_ddl("INSERT INTO note VALUES (1)")
        written.set()
        await asyncio.Event().wait()


async def write_on_an_ended_connection(engine: StudioPostgresEngine) -> None:
    async with asyncio.timeout(HANGS), engine.write_transaction():
        await engine.run_ddl("SELECT pg_terminate_backend(pg_backend_pid())")


async def topics(engine: StudioPostgresEngine) -> list[int]:
    return [row["topic"] for row in await engine.run_ddl("SELECT topic FROM note")]


async def pool_is_whole(engine: StudioPostgresEngine) -> None:
    """Every connection of the pool can be held at once, and each is idle, outside a transaction."""
    assert engine.pool is not None
    connections = [await engine.pool.acquire(timeout=HANGS) for _ in range(POOL_SIZE)]
    assert [connection.is_in_transaction() for connection in connections] == [False] * POOL_SIZE
    assert [await connection.fetchval("SELECT 1") for connection in connections] == [1] * POOL_SIZE
    for connection in connections:
        await engine.pool.release(connection)
