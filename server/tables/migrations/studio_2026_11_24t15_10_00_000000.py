"""Indexes of the night and the desk. In a migration of their own: raw statements run before tables are made."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.tables.reservations import SessionReservation

ID = "2026-11-24T15:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of the night and the desk"

INDEXES = (
    # R32: what the sweep still has to settle is a small part of all reservations.
    "CREATE INDEX open_reservations ON session_reservation (session) WHERE status IN ('PENDING', 'CHECKED_IN')",
    # R34: the absences that have not acted.
    "CREATE INDEX absences_to_act_on ON session_reservation (registration)"
    " WHERE status = 'NO_SHOW' AND absence_acted_at IS NULL",
    # §6: what an absence caused.
    "CREATE INDEX cancelled_by_absence ON session_reservation (auto_cancelled_by) WHERE auto_cancelled_by IS NOT NULL",
    # R36: an admin takes back once what an absence did to a reservation.
    "CREATE UNIQUE INDEX one_reinstatement_per_absence ON reinstatement (reservation, no_show)",
    # R33: a night belongs to one run.
    "CREATE UNIQUE INDEX one_run_per_night ON job_run (studio, local_date) WHERE kind = 'NIGHTLY'",
    "CREATE INDEX notes_on_customer ON staff_note (customer) WHERE customer IS NOT NULL",
    "CREATE INDEX notes_on_registration ON staff_note (registration) WHERE registration IS NOT NULL",
    "CREATE INDEX notes_on_session ON staff_note (session) WHERE session IS NOT NULL",
    "CREATE INDEX inbox_waiting ON inbox_item (studio, id) WHERE resolved_at IS NULL",
    "CREATE INDEX audit_in_time ON audit_entry (at, id)",
    "CREATE INDEX events_in_time ON reservation_event (at, id)",
    "CREATE INDEX punches_in_time ON punch_entry (at, id)",
    "CREATE INDEX messages_given_up ON outbox_message (studio, id) WHERE failed_at IS NOT NULL",
    "CREATE INDEX walk_ins_of_session ON session_reservation (session) WHERE is_walk_in",
)


async def forwards() -> MigrationManager:
    """Make the indexes."""
    manager = MigrationManager(migration_id=ID, app_name="studio", description=DESCRIPTION)

    async def run() -> None:
        for statement in INDEXES:
            await SessionReservation.raw(statement)

    manager.add_raw(run)
    return manager
