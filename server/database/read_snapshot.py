"""Read many pages as they stood at one moment, while others go on writing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.database.engines import current_engine
from server.database.postgres_engine import StudioPostgresEngine


@asynccontextmanager
async def read_snapshot() -> AsyncIterator[None]:
    """Run the body so that all that it reads is of one moment; it holds nobody up and writes nothing."""
    engine = current_engine()
    async with engine.transaction() as transaction:  # SQLite's own snapshot begins with the first read
        if isinstance(engine, StudioPostgresEngine):
            await transaction.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
