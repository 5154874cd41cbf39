"""The Piccolo app `studio`: its tables and its one folder of migrations for both engines."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

MODULES = (
    "studios",
    "people",
    "courses",
    "passes",
    "reservations",
    "kiosks",
    "access",
    "outbox",
    "idempotency",
    "desk",
    "nights",
    "imports",
)

APP_CONFIG = AppConfig(
    app_name="studio",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(modules=[f"server.tables.{name}" for name in MODULES]),
)
