"""Piccolo on PostgreSQL: a pool, and a transaction that returns its connection also when COMMIT fails.

In Piccolo's own, a failed COMMIT (deadlock, lost connection) keeps the connection for ever: as many failures as the
pool is large, and every later query hangs.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from server.database.errors import OutOfReachError
from server.database.quick_text import compile_quickly

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 10
ACQUIRE_SECONDS = 10
"""How long one may wait for a connection while others use all of the pool's."""

POOL_SIZE = 10


class ReturningTransaction(PostgresTransaction):
    """A transaction that gives its connection back whatever happens."""

    engine: "StudioPostgresEngine"

    async def __aenter__(self) -> PostgresTransaction:
        """Begin; inside another transaction this is a part of it."""
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        """Commit, or roll back where the body raised; then return the connection."""
        if self._parent is not None:
            return exception is None
        try:
            if exception is not None:
                await self.rollback()
            else:
                await self.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return exception is None

    async def get_connection(self) -> Any:  # Any: as Piccolo's own, which asyncpg does not type
        """Return a connection of the engine's. Raises as `acquire` does."""
        return await self.engine.acquire()

    async def _give_back(self) -> None:
        await self.engine.give_back(self.connection)


class StudioPostgresEngine(PostgresEngine):
    """The engine of a PostgreSQL database. `open` and `close` belong to the server's start and end."""

    def __init__(self, url: str) -> None:
        """Take the address; nothing is connected before `open` or the first query."""
        super().__init__(config={"dsn": url, "timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS})
        self.acquire_seconds: float = ACQUIRE_SECONDS
        self.rest_seconds = 0.0

    async def check_version(self) -> None:
        """Do nothing: Piccolo would connect while it is imported, and only print a warning where it cannot."""

    async def open(self) -> None:
        """Start the pool. Raises OutOfReachError, or what the database itself says to a connection."""
        await self.start_connection_pool(min_size=1, max_size=POOL_SIZE, reset=_keep_as_it_is, connect=_connect)

    def give_way(self) -> None:
        """Change nothing: who waits for a lock gets it as soon as it is free, whichever process it is in."""

    async def close(self) -> None:
        """Close the pool."""
        if self.pool:
            await self.close_connection_pool()

    async def is_reachable(self) -> bool:
        """Tell whether it takes writes, which a standby does not, or raise what the database raises."""
        (row,) = await self._run_in_pool("SELECT current_setting('transaction_read_only') = 'off' AS takes_writes")
        return bool(row["takes_writes"])

    async def acquire(self) -> Any:  # Any: as Piccolo's own, which asyncpg does not type
        """Return a connection of the pool, or one of its own where there is no pool: `give_back` takes either.

        Raises TimeoutError where others use them all for too long, or as `open` does.
        """
        if self.pool is None:
            return await self.get_new_connection()
        async with asyncio.timeout(self.acquire_seconds):
            return await self.pool.acquire()

    async def give_back(self, connection: Any) -> None:
        """Take back what `acquire` has returned."""
        await (connection.close() if self.pool is None else self.pool.release(connection))

    @asynccontextmanager
    async def patience(self, seconds: float) -> AsyncIterator[None]:
        """Let each statement of the body take longer, on connections outside the pool; nobody else may query then."""
        pool, usual = self.pool, self.config["command_timeout"]
        self.pool, self.config["command_timeout"] = None, seconds
        try:
            yield
        finally:
            self.pool, self.config["command_timeout"] = pool, usual

    async def get_new_connection(self) -> Any:  # Any: as Piccolo's own, which asyncpg does not type
        """Return a connection outside the pool. Raises as `open` does."""
        return await _connect(**self.config)

    def transaction(
        self,
        allow_nested: bool = True,  # noqa: FBT001, FBT002 - Piccolo's signature
    ) -> ReturningTransaction:
        """Return a transaction of this engine's own kind."""
        return ReturningTransaction(self, allow_nested)

    def write_transaction(self) -> ReturningTransaction:
        """Return a transaction that may write."""
        return self.transaction()

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:  # noqa: FBT001, FBT002 - Piccolo's signature
        """Run one statement."""
        compile_quickly(querystring, self.engine_type)
        return await super().run_querystring(querystring, in_pool)

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> Any:  # Any: Piccolo's signature
        connection = await self.acquire()
        try:
            return await connection.fetch(query, *(args or ()))
        finally:
            await self.give_back(connection)

    async def _run_in_new_connection(self, query: str, args: Sequence[Any] | None = None) -> Any:
        connection = await self.get_new_connection()
        try:
            return await connection.fetch(query, *(args or ()))
        finally:
            await connection.close()


async def _connect(*addresses: str, **config: Any) -> Any:  # Any: asyncpg's own words
    try:
        return await _without_compiling(await asyncpg.connect(*addresses, **config))
    except (OSError, asyncpg.PostgresError) as error:  # also where the password or the database's name is another now
        raise OutOfReachError(*error.args) from error


async def _without_compiling(connection: Any) -> Any:
    """Switch the compiler of statements off: it takes a second wherever the planner expects many rows, to save less.

    A statement and no startup parameter, which a pooler before the database might refuse.
    """
    try:
        await connection.execute("SET jit = off")
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _keep_as_it_is(_: object) -> None:
    """Leave out asyncpg's RESET ALL at each return: nothing here changes a session, and a scan would pay twice for it.

    asyncpg itself still ends a transaction that was left open.
    """
