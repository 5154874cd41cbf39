"""Staff may book a part twice with force and a reason (R19): one open reservation a part is the rule's, not an index's.

R17 is judged under the pass's lock, which is the mutex of its reservations; the index could not tell who has forced.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.tables.reservations import SessionReservation

ID = "2026-11-24T19:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A forced booking may take a part that is booked already"

DROPPED = ("one_open_reservation_per_part",)


async def forwards() -> MigrationManager:
    """Drop the index that refused it."""
    manager = MigrationManager(migration_id=ID, app_name="studio", description=DESCRIPTION)

    async def run() -> None:
        for name in DROPPED:
            await SessionReservation.raw(f"DROP INDEX {name}")

    manager.add_raw(run)
    return manager
