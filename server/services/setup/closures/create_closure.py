"""Close a studio on a date: its classes of that date are cancelled once that is confirmed, and everybody is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from server.contract import closures as shapes
from server.database.write_transaction import write_transaction
from server.rules.local_time import local_date
from server.rules.vocabulary import AuditAction, AuditSubject, ReservationStatus
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act
from server.services.booking.move_status import Move
from server.services.context import Context
from server.services.outcomes import InvalidFieldError
from server.services.setup.closures.classes_of_date import classes_of_date, would_cancel
from server.services.setup.closures.present import present
from server.services.setup.rows import refer
from server.services.setup.schedule_lock import hold_schedule
from server.services.studio_acts.cancel_held import cancel_held
from server.services.studio_acts.seated_rows import hold_with_seated_rows
from server.services.studio_facts import zone_of
from server.tables.studios import Closure, Studio


@dataclass(frozen=True)
class _Cancelled:
    """What a closure has cancelled, and how many were told."""

    session_ids: Sequence[int]
    told: int


async def create_closure(asked: shapes.ClosureRequest, actor: Actor, context: Context) -> shapes.ClosureMade:
    """Return the closure and what it has cancelled; a date that is closed already keeps its closure and its reason.

    Every session of the date that has not ended is cancelled as by hand (§6): seats and punches come back, one message
    for each seat. Raises InvalidFieldError for a studio that is not there and a date in the past, and ConflictError
    `would_cancel` with the list where there is anything to cancel and it is not confirmed.
    """
    studio = await refer(Studio, asked.studio_id, "studioId")
    zone = zone_of(studio.timezone)
    move = Move(ReservationStatus.CANCELLED, actor, context.now(), reason=asked.reason)
    if asked.date < local_date(move.at, zone):
        raise InvalidFieldError("date", "lies in the past")
    async with write_transaction():
        await hold_schedule(studio.id)
        cancelled = await _cancel(asked, zone, move)
        row, is_new = await _row(asked, move)
        if is_new or cancelled.session_ids:
            await record_act(_act(row, cancelled), actor, move.at)
    return _made(row, cancelled)


async def _cancel(asked: shapes.ClosureRequest, zone: ZoneInfo, move: Move) -> _Cancelled:
    """What comes to the date between the look and the locks is not cancelled unasked: the list is shown again."""
    listed = await classes_of_date(asked.studio_id, asked.date, zone, move.at)
    if listed and not asked.confirm:
        raise would_cancel(asked.date, listed)
    held = [one.session_id for one in listed]
    seated = await hold_with_seated_rows(held)
    standing = await classes_of_date(asked.studio_id, asked.date, zone, move.at)
    session_ids = [one.session_id for one in standing]
    if not set(session_ids) <= set(held):
        raise would_cancel(asked.date, standing)
    rows = [row for row in seated if row.session_id in session_ids]
    await cancel_held(session_ids, asked.studio_id, rows, move, asked.reason)
    return _Cancelled(session_ids, len(rows))


async def _row(asked: shapes.ClosureRequest, move: Move) -> tuple[Closure, bool]:
    found = await Closure.objects().get((Closure.studio == asked.studio_id) & (Closure.date == asked.date))
    if found is not None:
        return found, False
    row = Closure(studio=asked.studio_id, date=asked.date, reason=asked.reason, created_at=move.at)
    await row.save()
    return row, True


def _act(row: Closure, cancelled: _Cancelled) -> Act:
    day: date = row.date
    facts: Facts = {"date": day.isoformat(), "sessions": len(cancelled.session_ids), "told": cancelled.told}
    return Act(row.studio, AuditAction.CLOSURE_ADDED, AuditSubject.CLOSURE, row.id, reason=row.reason, facts=facts)


def _made(row: Closure, cancelled: _Cancelled) -> shapes.ClosureMade:
    closure = present(row)
    return shapes.ClosureMade(
        id=closure.id,
        studio_id=closure.studio_id,
        date=closure.date,
        reason=closure.reason,
        created_at=closure.created_at,
        cancelled_session_ids=list(cancelled.session_ids),
        told=cancelled.told,
    )
