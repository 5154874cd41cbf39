"""Piccolo on one SQLite file: WAL, synchronous=FULL, one writer at a time in this process, reused connections.

Piccolo opens a connection, and so a thread, for each query, and SQLite's own busy handler is an unfair polling
sleep: under a burst of bookings people would wait seconds or see "database is locked". Writers therefore queue on an
asyncio lock before BEGIN IMMEDIATE, and finished connections are kept for the next query.
"""

import asyncio
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any

import aiosqlite
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType, dict_factory
from piccolo.querystring import QueryString

from server.database.quick_text import compile_quickly

IDLE_CONNECTIONS = 8
READERS = 4
BUSY_SECONDS = 10
TURN_SECONDS = 10
"""How long one may wait for the turn to write; else everybody behind a foreign writer would wait once more."""

REST_SECONDS = 0.025
"""How long a long job in a process beside the server's rests between two transactions. SQLite queues nobody: who waits
looks again after 1, 2, 5, 10, 15, 20 and then 25 ms, and a shorter rest would often go by between two looks."""


class DurableConnection(sqlite3.Connection):
    """A connection with the pragmas that every one of ours needs; WAL itself is a property of the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: sqlite3's own signature
        """Open the file and set the pragmas."""
        super().__init__(*args, **kwargs)
        self.execute("PRAGMA synchronous=FULL")
        self.execute("PRAGMA foreign_keys=1")


class OneWriterTransaction(SQLiteTransaction):
    """A transaction that waits its turn to write, and gives its connection and its turn back whatever happens."""

    __slots__ = ("holds_turn",)

    engine: "StudioSQLiteEngine"

    async def __aenter__(self) -> SQLiteTransaction:
        """Begin; inside another transaction this is a part of it. Raises TimeoutError where it is never its turn."""
        if self._parent is not None:
            return self._parent
        self.holds_turn = False
        if self.transaction_type is not TransactionType.deferred:
            async with asyncio.timeout(self.engine.turn_seconds):
                await self.engine.writers_turn.acquire()
            self.holds_turn = True
        try:
            await self._begin_on_own_connection()
        except BaseException:
            self._give_turn_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        """Commit, or roll back where the body raised; a connection whose end failed is closed, not reused."""
        if self._parent is not None:
            return exception is None
        try:
            await self._end(exception)
        finally:
            self._give_turn_back()
            self.engine.current_transaction.reset(self.context)
        return exception is None

    async def _begin_on_own_connection(self) -> None:
        self.connection = await self.get_connection()
        try:
            await self.begin()
        except BaseException:
            await self.connection.close()
            raise

    async def _end(self, exception: BaseException | None) -> None:
        try:
            if exception is not None:
                await self.rollback()
            else:
                await self.commit()
        except BaseException:
            await self.connection.close()
            raise
        await self.engine.keep(self.connection)

    def _give_turn_back(self) -> None:
        if self.holds_turn:
            self.holds_turn = False
            self.engine.writers_turn.release()


class StudioSQLiteEngine(SQLiteEngine):
    """The engine of one SQLite file. `open` and `close` belong to the server's start and end."""

    def __init__(self, file: Path) -> None:
        """Take the file; nothing is opened before the first query."""
        super().__init__(path=str(file), timeout=BUSY_SECONDS, factory=DurableConnection)
        self.idle: list[aiosqlite.Connection] = []
        self.is_open = False
        self.turn_seconds: float = TURN_SECONDS
        self.rest_seconds = 0.0
        self.writers_turn = asyncio.Lock()
        self.readers_places = asyncio.Semaphore(READERS)

    async def open(self) -> None:
        """Make the file where it is missing, for its owner alone, and put it in WAL mode.

        Raises sqlite3.Error or OSError.
        """
        _make_private(Path(self.path))
        self.writers_turn = asyncio.Lock()  # a lock belongs to the loop that first waits on it
        self.readers_places = asyncio.Semaphore(READERS)
        self.is_open = True
        self.rest_seconds = 0.0
        await self._run_in_new_connection("PRAGMA journal_mode=WAL")

    def give_way(self) -> None:
        """Rest between the transactions of a long job from now on: another process serves people meanwhile."""
        self.rest_seconds = REST_SECONDS

    async def close(self) -> None:
        """Close every kept connection, and later ones after use: their threads would keep the process alive."""
        self.is_open = False
        while self.idle:
            await self.idle.pop().close()

    async def is_reachable(self) -> bool:
        """Tell that it answers, by reading the file itself, which `SELECT 1` would not; or raise what it raises."""
        return bool(await self._run_in_new_connection("PRAGMA schema_version"))

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.deferred,
        allow_nested: bool = True,  # noqa: FBT001, FBT002 - Piccolo's signature
    ) -> OneWriterTransaction:
        """Return a transaction of this engine's own kind."""
        return OneWriterTransaction(self, transaction_type, allow_nested)

    def write_transaction(self) -> OneWriterTransaction:
        """Return a transaction that may write: it takes the write lock at once, so that it never has to upgrade."""
        return self.transaction(TransactionType.immediate)

    async def get_connection(self) -> aiosqlite.Connection:
        """Return a kept connection, or a new one."""
        if self.idle:
            return self.idle.pop()
        connection = await aiosqlite.connect(**self.connection_kwargs)
        connection.row_factory = dict_factory  # type: ignore[assignment]  # sqlite3 takes any callable
        return connection

    async def keep(self, connection: aiosqlite.Connection) -> None:
        """Keep a connection for the next query, or close it where enough are kept or the engine is closed."""
        if self.is_open and len(self.idle) < IDLE_CONNECTIONS:
            self.idle.append(connection)
        else:
            await connection.close()

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> Any:  # noqa: FBT001, FBT002 - Piccolo's signature
        """Run one statement."""
        compile_quickly(querystring, self.engine_type)
        return await super().run_querystring(querystring, in_pool)

    async def _run_in_new_connection(
        self, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> Any:  # Any: Piccolo's signature
        async with self.readers_places:  # a crowd shares the kept connections instead of opening a thread each
            connection = await self.get_connection()
            try:
                answer = await self._run_in_existing_connection(connection, query, args, query_type, table)
            except BaseException:
                await connection.close()
                raise
            await self.keep(connection)
            return answer

    async def _run_in_existing_connection(
        self,
        connection: Any,
        query: str,
        args: list[Any] | None = None,
        query_type: str = "generic",  # noqa: ARG002 - Piccolo's signature
        table: Any = None,  # noqa: ARG002
    ) -> Any:  # Any: Piccolo's signature
        return list(await connection.execute_fetchall(query, args or []))  # one hop to the thread instead of three


def _make_private(file: Path) -> None:
    """Make a missing file with mode 0600, which SQLite's files beside it copy; one that is there keeps its own."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
