"""Indexes of timetables, closures and imports, and an audit that takes acts which no version knew before.

In a migration of its own: raw statements run before tables are made. Piccolo cannot know what a raw statement did: the
next migration that it writes by itself names `audit_entry.action` again, and that call is to be taken out.
"""

import re

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.tables.desk import AuditEntry

ID = "2026-11-24T18:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of timetables, closures and imports; the audit's acts are an open list"

INDEXES = (
    # R3: a timetable makes each of its dates once, wherever the session was moved since.
    "CREATE UNIQUE INDEX one_session_per_planned_date ON class_session (timetable, planned_date)"
    " WHERE timetable IS NOT NULL",
    "CREATE UNIQUE INDEX one_closure_per_date ON closure (studio, date)",
    # An import brings each row once.
    "CREATE UNIQUE INDEX one_import_per_foreign_id ON imported_row (studio, kind, foreign_id)",
    "CREATE INDEX imported_as ON imported_row (kind, own_id)",
    # R9: what the first night after a pass's end still has to expire.
    "CREATE INDEX punches_to_expire ON class_registration (studio, valid_until)"
    " WHERE sessions_remaining > 0 AND valid_until IS NOT NULL",
)

_CHECK = re.compile(r"""\s+CHECK \("action" IN \([^)]*\)\)""")


async def forwards() -> MigrationManager:
    """Open the audit's list of acts, and make the indexes."""
    manager = MigrationManager(migration_id=ID, app_name="studio", description=DESCRIPTION)

    async def run() -> None:
        await _open_acts()
        for statement in INDEXES:
            await AuditEntry.raw(statement)

    manager.add_raw(run)
    return manager


async def _open_acts() -> None:
    if AuditEntry._meta.db.engine_type == "postgres":
        await AuditEntry.raw("ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_action_check")
        await AuditEntry.raw("ALTER TABLE audit_entry ALTER COLUMN action TYPE VARCHAR(40)")
        return
    rows = await AuditEntry.raw("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'audit_entry'")
    opened, count = _CHECK.subn("", str(rows[0]["sql"]))
    if count != 1:
        raise RuntimeError(f"audit_entry has {count} CHECKs of its acts where 1 was made")
    renamed = re.sub(r"(?i)^(CREATE TABLE (?:IF NOT EXISTS )?)\S+", r"\1audit_entry_opened", opened, count=1)
    await AuditEntry.raw(renamed)  # SQLite cannot drop a CHECK: the table is made anew and takes the rows over
    await AuditEntry.raw("INSERT INTO audit_entry_opened SELECT * FROM audit_entry")
    await AuditEntry.raw("DROP TABLE audit_entry")
    await AuditEntry.raw("ALTER TABLE audit_entry_opened RENAME TO audit_entry")
    await AuditEntry.raw("CREATE INDEX audit_in_time ON audit_entry (at, id)")
