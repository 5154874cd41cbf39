"""What PostgreSQL says when it is busy, full, going away or not yet promoted: the caller may try again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from server.database.errors import is_database_away
from server.database.postgres_engine import POOL_SIZE, StudioPostgresEngine

HANGS = 20
"""Seconds after which a test would rather fail than hang; nothing here takes long."""

AT_ONCE = 0.05


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[StudioPostgresEngine]:
    engine = StudioPostgresEngine(database_url)
    await engine.open()
    await engine.run_ddl("CREATE TABLE topic (id INTEGER PRIMARY KEY, said INTEGER)")
    await engine.run_ddl("INSERT INTO topic VALUES (1, 0), (2, 0)")
    yield engine
    async with asyncio.timeout(HANGS):
        await engine.close()


@pytest.mark.parametrize(
    ("sqlstate", "is_away"),
    [
        ("08006", True),  # connection_failure
        ("25006", True),  # read_only_sql_transaction
        ("25P03", True),  # idle_in_transaction_session_timeout
        ("40001", True),  # serialization_failure
        ("40003", True),  # statement_completion_unknown
        ("40P01", True),  # deadlock_detected
        ("53100", True),  # disk_full
        ("53200", True),  # out_of_memory
        ("53300", True),  # too_many_connections
        ("55P03", True),  # lock_not_available
        ("57014", True),  # query_canceled
        ("57P01", True),  # admin_shutdown
        ("57P04", True),  # database_dropped
        ("58030", True),  # io_error
        ("23505", False),  # unique_violation
        ("25P02", False),  # in_failed_sql_transaction
        ("42501", False),  # insufficient_privilege
        ("42601", False),  # syntax_error
        ("XX001", False),  # data_corrupted
    ],
)
async def test_each_code_of_the_server_is_told_apart(
    engine: StudioPostgresEngine, sqlstate: str, *, is_away: bool
) -> None:
    with pytest.raises(asyncpg.PostgresError) as caught:
        await engine.run_ddl(f"DO $$ BEGIN RAISE EXCEPTION 'as it says' USING ERRCODE = '{sqlstate}'; END $$")
    assert caught.value.sqlstate == sqlstate
    assert is_database_away(caught.value) is is_away


async def test_who_waits_too_long_for_a_connection_is_told_to_come_again(engine: StudioPostgresEngine) -> None:
    async with all_in_use(engine):
        engine.acquire_seconds = AT_ONCE
        for ask in (engine.is_reachable, lambda: write(engine, 1)):
            assert is_database_away(await error_of(ask()))
    await write(engine, 1)


async def test_a_connection_is_waited_for_while_there_is_hope(engine: StudioPostgresEngine) -> None:
    async with all_in_use(engine):
        waiting = asyncio.create_task(engine.is_reachable())
        await asyncio.sleep(AT_ONCE)
        assert not waiting.done()
    assert await waiting


async def test_a_lock_that_the_operator_does_not_wait_for(engine: StudioPostgresEngine) -> None:
    async with other(engine) as connection:
        await connection.execute("BEGIN; UPDATE topic SET said = 1 WHERE id = 1")
        error = await error_of(write(engine, 1, "SET LOCAL lock_timeout = 10"))
    assert isinstance(error, asyncpg.LockNotAvailableError)
    assert is_database_away(error)


async def test_two_who_wait_for_each_other(engine: StudioPostgresEngine) -> None:
    first, second = asyncio.Event(), asyncio.Event()
    errors = await asyncio.gather(
        write_both(engine, (1, 2), first, second), write_both(engine, (2, 1), second, first), return_exceptions=True
    )
    (error,) = [error for error in errors if error is not None]
    assert isinstance(error, asyncpg.DeadlockDetectedError)
    assert is_database_away(error)


async def test_two_who_read_and_write_the_same_where_the_operator_asks_for_serializable(
    engine: StudioPostgresEngine,
) -> None:
    async with other(engine) as connection:
        await connection.execute("BEGIN; UPDATE topic SET said = 1 WHERE id = 1")
        error = await error_of(write_what_was_read(engine, before_that=connection.execute("COMMIT")))
    assert isinstance(error, asyncpg.SerializationError)
    assert is_database_away(error)


async def test_a_database_that_takes_no_writes(engine: StudioPostgresEngine, database_url: str) -> None:
    assert await engine.is_reachable()
    name = database_url.rpartition("/")[2]
    await engine.run_ddl(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    readers = StudioPostgresEngine(database_url)
    await readers.open()
    assert not await readers.is_reachable()
    error = await error_of(write(readers, 1))
    await readers.close()
    assert isinstance(error, asyncpg.ReadOnlySQLTransactionError)
    assert is_database_away(error)


async def test_more_connections_than_the_server_takes(engine: StudioPostgresEngine, database_url: str) -> None:
    await engine.run_ddl("DROP ROLE IF EXISTS lonely")
    await engine.run_ddl("CREATE ROLE lonely LOGIN CONNECTION LIMIT 1")
    lonely = StudioPostgresEngine(database_url.replace("postgres@", "lonely@"))
    await lonely.open()
    connection = await lonely.acquire()
    error = await error_of(lonely.is_reachable())
    await lonely.give_back(connection)
    assert await lonely.is_reachable()
    await lonely.close()
    assert isinstance(error.__cause__, asyncpg.TooManyConnectionsError)
    assert is_database_away(error)


async def test_a_database_that_is_not_there(database_url: str) -> None:
    error = await error_of(StudioPostgresEngine(f"{database_url}_of_another_name").open())
    assert isinstance(error.__cause__, asyncpg.InvalidCatalogNameError)
    assert is_database_away(error)


@pytest.mark.parametrize("after", ["SELECT 1", "UPDATE topic SET said = 1"], ids=["read", "write"])
async def test_a_connection_that_is_lost_in_the_middle_of_a_transaction(
    engine: StudioPostgresEngine, after: str
) -> None:
    for _ in range(POOL_SIZE + 1):
        assert is_database_away(await error_of(write_on_a_lost_connection(engine, after)))
    await write(engine, 1)


async def test_a_connection_that_is_lost_before_the_commit(engine: StudioPostgresEngine) -> None:
    assert is_database_away(await error_of(write_on_a_lost_connection(engine, None)))
    assert await said(engine) == 0


async def test_a_transaction_that_was_idle_for_longer_than_the_operator_lets_it(engine: StudioPostgresEngine) -> None:
    assert is_database_away(await error_of(write_slowly(engine)))
    await write(engine, 1)


async def test_a_result_for_which_there_is_no_room_on_the_disk(engine: StudioPostgresEngine) -> None:
    limits = ("SET LOCAL temp_file_limit = '64kB'", "SET LOCAL work_mem = '64kB'")
    error = await error_of(write(engine, 1, *limits, "SELECT * FROM generate_series(1, 100000) AS n ORDER BY n DESC"))
    assert isinstance(error, asyncpg.ConfigurationLimitExceededError)
    assert is_database_away(error)


async def test_a_plan_that_another_server_has_just_migrated_away(engine: StudioPostgresEngine) -> None:
    await read_after(engine, "SELECT 1")
    error = await error_of(read_after(engine, "ALTER TABLE topic ALTER COLUMN said TYPE TEXT"))
    assert isinstance(error, asyncpg.InvalidCachedStatementError | asyncpg.OutdatedSchemaCacheError)
    assert is_database_away(error)
    await read_after(engine, "SELECT 1")


async def test_a_statement_may_take_longer_where_patience_is_asked_for(database_url: str) -> None:
    engine = StudioPostgresEngine(database_url)
    engine.config["command_timeout"] = AT_ONCE
    await engine.open()
    slow = f"SELECT pg_sleep({4 * AT_ONCE})"
    async with engine.patience(HANGS):
        await engine.run_ddl(slow)
        async with engine.write_transaction():
            await engine.run_ddl(slow)
    assert isinstance(await error_of(engine.run_ddl(slow)), TimeoutError)
    await engine.close()


@asynccontextmanager
async def all_in_use(engine: StudioPostgresEngine) -> AsyncIterator[None]:
    """Others hold every connection of the pool."""
    held = [await engine.acquire() for _ in range(POOL_SIZE)]
    yield
    for connection in held:
        await engine.give_back(connection)


@asynccontextmanager
async def other(engine: StudioPostgresEngine) -> AsyncIterator[Any]:
    """Somebody else's connection to the same database."""
    connection = await engine.get_new_connection()
    yield connection
    await connection.close()


async def error_of(asked: Awaitable[object]) -> Exception:
    """Return what it raises; not even a hang is waited for longer than a test may."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is the test's question
        await asyncio.wait_for(asked, HANGS)
    return caught.value


async def write(engine: StudioPostgresEngine, topic: int, *before: str) -> None:
    """Write in a transaction, in which something else is said before."""
    async with engine.write_transaction():
        for statement in before:
            await engine.run_ddl(statement)
        await engine.run_ddl(f"UPDATE topic SET said = 1 WHERE id = {topic}")  # noqa: S608 - the test's own number


async def write_both(
    engine: StudioPostgresEngine, topics: tuple[int, int], has_first: asyncio.Event, other_has_first: asyncio.Event
) -> None:
    async with engine.write_transaction():
        await engine.run_ddl(f"UPDATE topic SET said = 1 WHERE id = {topics[0]}")  # noqa: S608 - the test's own number
        has_first.set()
        await other_has_first.wait()
        await engine.run_ddl(f"UPDATE topic SET said = 1 WHERE id = {topics[1]}")  # noqa: S608 - the test's own number


async def write_what_was_read(engine: StudioPostgresEngine, before_that: Awaitable[object]) -> None:
    async with engine.write_transaction():
        await engine.run_ddl("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        await engine.run_ddl("SELECT said FROM topic")
        await before_that
        await engine.run_ddl("UPDATE topic SET said = said + 1 WHERE id = 1")


async def write_on_a_lost_connection(engine: StudioPostgresEngine, after: str | None) -> None:
    async with engine.write_transaction():
        await engine.run_ddl("UPDATE topic SET said = 1")
        (row,) = await engine.run_ddl("SELECT pg_backend_pid() AS pid")
        async with other(engine) as connection:
            await connection.execute(f"SELECT pg_terminate_backend({row['pid']}, 10000)")
        if after:
            await engine.run_ddl(after)


async def write_slowly(engine: StudioPostgresEngine) -> None:
    async with engine.write_transaction():
        await engine.run_ddl("SET LOCAL idle_in_transaction_session_timeout = 10")
        (row,) = await engine.run_ddl("SELECT pg_backend_pid() AS pid")
        async with other(engine) as connection:
            still_there = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1"
            while await connection.fetchval(still_there, row["pid"]):  # noqa: ASYNC110 - no event tells of it
                await asyncio.sleep(AT_ONCE)
        await engine.run_ddl("UPDATE topic SET said = 1")


async def read_after(engine: StudioPostgresEngine, others_statement: str) -> None:
    async with engine.write_transaction():
        await engine.run_ddl("SELECT 1")
        async with other(engine) as connection:
            await connection.execute(others_statement)
        await engine.run_ddl("SELECT * FROM topic")


async def said(engine: StudioPostgresEngine) -> int:
    (row,) = await engine.run_ddl("SELECT sum(said) AS said FROM topic")
    return int(row["said"])
