"""A large table takes its time: a step of a migration may take longer on PostgreSQL than any other statement."""

import asyncio

import asyncpg
import pytest

from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.database.postgres_engine import StudioPostgresEngine
from server.settings import Settings

HANGS = 20
"""Seconds after which a test would rather fail than hang."""

USUALLY = 0.05
"""Seconds that a statement may take here."""

WAITS = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'migration'::regclass"


async def test_migrating_waits_longer_than_a_statement_usually_may(
    database: None, app_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = current_engine()
    assert isinstance(engine, StudioPostgresEngine)
    monkeypatch.setitem(engine.config, "command_timeout", USUALLY)
    other = await asyncpg.connect(app_settings.database_url)
    await other.execute("BEGIN; LOCK TABLE migration IN ACCESS EXCLUSIVE MODE")
    async with asyncio.timeout(HANGS):
        migrating = asyncio.create_task(migrate())
        while not await other.fetch(WAITS):  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(0.01)
        await asyncio.sleep(4 * USUALLY)
        await other.close()
        await migrating
    assert engine.pool is not None
    assert engine.config["command_timeout"] == USUALLY
