"""An engine's own tests run in the process that tests that engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.database.sqlite_engine import StudioSQLiteEngine
from tests.parts.engine import Engine, chosen_engine

ON_SQLITE = ["test_sqlite_engine.py", "test_sqlite_turns.py"]
ON_POSTGRES = ["test_postgres_engine.py", "test_postgres_errors.py", "test_slow_migration.py"]

collect_ignore = ON_POSTGRES if chosen_engine() is Engine.SQLITE else ON_SQLITE


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[StudioSQLiteEngine]:
    engine = StudioSQLiteEngine(tmp_path / "deep" / "studio.db")
    await engine.open()
    await engine.run_ddl("CREATE TABLE note (text TEXT NOT NULL)")
    yield engine
    await engine.close()
