"""One SQLite file: durable connections that are reused, and nothing kept by a failure."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from server.database.sqlite_engine import BUSY_SECONDS, IDLE_CONNECTIONS, READERS, StudioSQLiteEngine
from tests.database.sqlite_writing import (
    no_thread_left_behind,
    notes,
    pragma,
)

EXPECTED_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": BUSY_SECONDS * 1000,
}

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
