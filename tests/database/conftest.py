"""An engine's own tests run in the process that tests that engine."""

from tests.parts.engine import Engine, chosen_engine

collect_ignore = ["test_postgres_engine.py" if chosen_engine() is Engine.SQLITE else "test_sqlite_engine.py"]
