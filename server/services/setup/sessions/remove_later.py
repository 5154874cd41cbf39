"""Take a session and all later ones of its timetable out: every one of them, or none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from server.contract.sessions import SessionRemoval
from server.database.write_transaction import write_transaction
from server.rules.verdict import Refused
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act
from server.services.context import Context
from server.services.outcomes import ConflictError, Declined
from server.services.setup.forget_imported import forget_gone
from server.services.setup.schedule_lock import hold_schedule
from server.services.setup.sessions.later_sessions import LaterSessions, hold_later
from server.services.setup.timetables.hand_on import end_before
from server.services.studio_acts.served_session import studio_of_session
from server.tables.courses import ClassSession
from server.tables.sql_lists import placeholders


async def remove_later(session_id: int, actor: Actor, context: Context) -> SessionRemoval | Declined:
    """Delete those without a history and keep the others as cancelled; the timetable ends the day before.

    Asked for again, the timetable makes what was deleted again. Declined with `session_cancelled` or `session_started`.
    Raises NotFoundError, InvalidFieldError for a session that no timetable made, and ConflictError
    `session_has_reservations` with the ids while somebody has a seat in one.
    """
    now = context.now()
    studio = await studio_of_session(session_id, actor)
    async with write_transaction():
        await hold_schedule(studio.id)
        later = await hold_later(session_id)
        verdict = later.judge(now)
        if isinstance(verdict, Refused):
            return Declined(verdict, studio.zone)
        rows = later.changeable(now)
        _refuse_seats(rows)
        ids = [row.id for row in rows]
        kept = await _with_history(ids)
        gone = [one for one in ids if one not in kept]
        await _cancel(kept, now)
        await _delete(gone)
        await end_before(later.timetable, later.first_date)
        await record_act(_act(later, studio.id, len(gone), len(kept)), actor, now)
        return SessionRemoval(
            id=session_id, archived=session_id in kept, removed_session_ids=gone, kept_session_ids=kept
        )


def _refuse_seats(rows: Sequence[ClassSession]) -> None:
    booked = [row.id for row in rows if row.seats_taken > 0]
    if booked:
        which = "one of these classes" if len(booked) == 1 else f"{len(booked)} of these classes"
        sentence = f"People have a seat in {which}: cancel them first."
        raise ConflictError("session_has_reservations", sentence, {"session_ids": booked})


async def _with_history(ids: Sequence[int]) -> list[int]:
    """Reservations all given up, or a note."""
    rows: list[dict[str, Any]] = await ClassSession.raw(
        f"SELECT s.id FROM class_session s WHERE s.id IN {placeholders(ids)} AND ("
        " EXISTS (SELECT 1 FROM session_reservation r WHERE r.session = s.id)"
        " OR EXISTS (SELECT 1 FROM staff_note n WHERE n.session = s.id)) ORDER BY s.id",
        *ids,
    )
    return [row["id"] for row in rows]


async def _cancel(ids: Sequence[int], now: datetime) -> None:
    if ids:
        await ClassSession.raw(
            f"UPDATE class_session SET cancelled_at = {{}} WHERE id IN {placeholders(ids)}", now, *ids
        )


async def _delete(ids: Sequence[int]) -> None:
    if ids:
        await ClassSession.raw(f"DELETE FROM class_session WHERE id IN {placeholders(ids)}", *ids)
        await forget_gone()


def _act(later: LaterSessions, studio_id: int, removed: int, kept: int) -> Act:
    facts: Facts = {
        "timetableId": later.timetable.id,
        "fromDate": later.first_date.isoformat(),
        "removed": removed,
        "kept": kept,
    }
    return Act(studio_id, AuditAction.TIMETABLE_ENDED, AuditSubject.COURSE, later.timetable.course, facts=facts)
