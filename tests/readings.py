"""What stands in the database, read plainly and without the services that wrote it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from piccolo.table import Table

from server.database.engines import current_engine
from server.rules.vocabulary import PunchKind, ReservationStatus
from server.tables.courses import ClassSession
from server.tables.desk import AuditEntry
from server.tables.kiosks import ScanAttempt
from server.tables.outbox import OutboxMessage
from server.tables.passes import ClassRegistration, PunchEntry
from server.tables.piccolo_app import APP_CONFIG
from server.tables.reservations import ReservationEvent, SessionReservation

Rows = list[dict[str, Any]]  # Any: a column's own type


@dataclass(frozen=True)
class Event:
    """One move as it was recorded."""

    from_status: str | None
    to_status: str
    actor: str
    channel: str
    reason: str | None


@dataclass(frozen=True)
class Punch:
    """One row of the ledger; `live` where it is a consumption that was not taken back."""

    kind: str
    delta: int
    reservation_id: int | None
    actor: str
    reason: str | None
    live: bool


@dataclass(frozen=True)
class WrittenAct:
    """One act of staff or an admin as it was written down."""

    action: str
    subject: str
    subject_id: int
    actor: str
    channel: str
    reason: str | None
    facts: dict[str, Any]


async def reservation_row(reservation_id: int) -> dict[str, Any]:
    """Return a reservation's row."""
    rows: Rows = await SessionReservation.select().where(SessionReservation.id == reservation_id)
    return rows[0]


async def status_of(reservation_id: int) -> ReservationStatus:
    """Return where a reservation stands."""
    return ReservationStatus((await reservation_row(reservation_id))["status"])


async def seats_taken(session_id: int) -> int:
    """Return a session's seat counter."""
    rows = await ClassSession.select(ClassSession.seats_taken).where(ClassSession.id == session_id)
    return int(rows[0]["seats_taken"])


async def punches_left(registration_id: int) -> int | None:
    """Return a pass's punch counter."""
    table = ClassRegistration
    rows = await table.select(table.sessions_remaining).where(table.id == registration_id)
    remaining: int | None = rows[0]["sessions_remaining"]
    return remaining


async def ledger_of(registration_id: int) -> list[Punch]:
    """Return a pass's ledger after its grant, oldest first."""
    rows: Rows = await PunchEntry.select().where(PunchEntry.registration == registration_id).order_by(PunchEntry.id)
    return [
        Punch(row["kind"], row["delta"], row["reservation_id"], row["actor"], row["reason"], row["reversed_at"] is None)
        for row in rows
        if row["kind"] != PunchKind.GRANT
    ]


async def events_of(reservation_id: int) -> list[Event]:
    """Return a reservation's moves, oldest first."""
    table = ReservationEvent
    rows: Rows = await table.select().where(table.reservation == reservation_id).order_by(table.id)
    return [Event(row["from_status"], row["to_status"], row["actor"], row["channel"], row["reason"]) for row in rows]


async def acts() -> list[WrittenAct]:
    """Return what staff and admins did beside moving reservations, oldest first."""
    rows: Rows = await AuditEntry.select().order_by(AuditEntry.id)
    names = [field.name for field in fields(WrittenAct)]
    return [WrittenAct(**{**{name: row[name] for name in names}, "facts": json.loads(row["facts"])}) for row in rows]


async def messages() -> Rows:
    """Return the outbox, oldest first."""
    rows: Rows = await OutboxMessage.select().order_by(OutboxMessage.id)
    return rows


async def everything() -> dict[str, Rows]:
    """Return every row of every table: what was refused has to leave all of it as it was."""
    return await _rows_of(APP_CONFIG.table_classes)


async def bookings() -> dict[str, Rows]:
    """Return the rows of which `tests.invariants` speaks, and the scans."""
    return await _rows_of(
        [ClassSession, ClassRegistration, PunchEntry, SessionReservation, ReservationEvent, ScanAttempt]
    )


async def _rows_of(tables: Sequence[type[Table]]) -> dict[str, Rows]:
    return {table._meta.tablename: await table.select().order_by(table._meta.primary_key) for table in tables}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements that the engine is given, by Piccolo's own hook for that."""
    engine = current_engine()
    collected: list[str] = []
    printing, engine.log_queries = engine.print_query, True
    engine.print_query = lambda query_id, query: collected.append(query)  # type: ignore[method-assign]  # put back below
    try:
        yield collected
    finally:
        engine.log_queries = False
        engine.print_query = printing  # type: ignore[method-assign]
