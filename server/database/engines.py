"""Which of the two engines this process uses."""

from piccolo.engine.finder import engine_finder

from server.database.postgres_engine import StudioPostgresEngine
from server.database.sqlite_engine import StudioSQLiteEngine
from server.settings import Settings

StudioEngine = StudioSQLiteEngine | StudioPostgresEngine


def engine_for(settings: Settings) -> StudioEngine:
    """Return the engine of the settings' database; nothing is connected yet."""
    if settings.is_sqlite:
        return StudioSQLiteEngine(settings.sqlite_path)
    return StudioPostgresEngine(settings.database_url)


def current_engine() -> StudioEngine:
    """Return the engine that the tables are bound to, by `piccolo_conf`."""
    engine = engine_finder()
    if not isinstance(engine, StudioEngine):
        raise TypeError(type(engine))
    return engine
