"""Indexes that Piccolo cannot express: composite, unique and partial ones. The same SQL runs on both engines.

Raw statements of a migration run before its tables are made, so these have a migration of their own.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.tables.reservations import SessionReservation

ID = "2026-11-22T15:47:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Unique, partial and composite indexes"

INDEXES = (
    # R14: one seated reservation per customer and session, whatever the pass.
    "CREATE UNIQUE INDEX one_seat_per_customer_and_session ON session_reservation (customer, session)"
    " WHERE status IN ('PENDING', 'CHECKED_IN', 'ATTENDED', 'NO_SHOW')",
    # R9: at most one live consumption per reservation.
    "CREATE UNIQUE INDEX one_live_consumption_per_reservation ON punch_entry (reservation_id)"
    " WHERE kind IN ('CHECK_IN', 'NO_SHOW', 'WAIVE') AND reversed_at IS NULL",
    # R17: one open reservation per registration and part.
    "CREATE UNIQUE INDEX one_open_reservation_per_part ON session_reservation (registration, step)"
    " WHERE status IN ('PENDING', 'CHECKED_IN') AND step IS NOT NULL",
    # The design's two.
    "CREATE INDEX reservations_of_registration ON session_reservation (registration, status)",
    "CREATE INDEX reservations_of_session ON session_reservation (session, status)",
    "CREATE UNIQUE INDEX one_link_per_customer_and_studio ON customer_studio (customer, studio)",
    "CREATE UNIQUE INDEX one_link_per_staff_and_studio ON staff_studio (staff, studio)",
    "CREATE UNIQUE INDEX one_link_per_product_and_course ON pass_product_course (pass_product, course)",
    "CREATE UNIQUE INDEX one_link_per_registration_and_course ON registration_course (registration, course)",
    "CREATE UNIQUE INDEX one_verdict_per_scan ON scan_attempt (kiosk, nonce)",
    "CREATE UNIQUE INDEX one_pin_lock_per_kiosk_and_staff ON pin_lock (kiosk, staff)",
    "CREATE INDEX sessions_of_course ON class_session (course, starts_at)",
    "CREATE INDEX ledger_of_registration ON punch_entry (registration, id)",
    "CREATE INDEX attempts_in_time ON attempt (kind, subject, at)",
    "CREATE INDEX messages_waiting ON outbox_message (due_at)"
    " WHERE sent_at IS NULL AND dropped_at IS NULL AND failed_at IS NULL",
)


async def forwards() -> MigrationManager:
    """Make the indexes."""
    manager = MigrationManager(migration_id=ID, app_name="studio", description=DESCRIPTION)

    async def run() -> None:
        for statement in INDEXES:
            await SessionReservation.raw(statement)

    manager.add_raw(run)
    return manager
