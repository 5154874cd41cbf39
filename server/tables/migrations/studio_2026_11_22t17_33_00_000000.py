"""A key is unique to its caller, method and path (R21). In a migration of its own: raw statements run first."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.tables.idempotency import KeyedRequest

ID = "2026-11-22T17:33:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "One request for each key"


async def forwards() -> MigrationManager:
    """Make the index."""
    manager = MigrationManager(migration_id=ID, app_name="studio", description=DESCRIPTION)

    async def run() -> None:
        await KeyedRequest.raw("CREATE UNIQUE INDEX one_request_per_key ON keyed_request (caller, method, path, key)")

    manager.add_raw(run)
    return manager
