"""The studio cancels a class: every seat is given back with its punch, and everybody is told (§6, R39)."""

from collections.abc import Sequence

import msgspec

from server.contract.sessions import ClassSession
from server.contract.studio_acts import ClassCancellation, ClassCancelRequest
from server.database.write_transaction import write_transaction
from server.rules.cancelling import judge_cancel_class
from server.rules.verdict import Refused
from server.rules.vocabulary import AuditAction, AuditSubject, ReservationStatus
from server.services.absence.undo_absence import undo_absence
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.booking.move_status import Move, move_all
from server.services.booking.reservation_row import ReservationRow
from server.services.context import Context
from server.services.messages.about import Addressee, class_cancelled_of
from server.services.messages.outbox import enqueue_all
from server.services.outcomes import Declined
from server.services.setup.sessions.read_sessions import read_session
from server.services.studio_acts.seated_rows import hold_with_seated_rows
from server.services.studio_acts.served_session import studio_of_session
from server.tables import courses as tables
from server.tables.desk import AuditEntry


async def cancel_class(
    session_id: int, asked: ClassCancelRequest, actor: Actor, context: Context
) -> ClassCancellation | Declined:
    """Cancel every live reservation of a session, and the session; again: the same answer.

    What an absence in this class has released already is undone, for nobody was absent from a class that was cancelled.
    Declined with `session_ended`. Raises NotFoundError.
    """
    studio = await studio_of_session(session_id, actor)
    move = Move(ReservationStatus.CANCELLED, actor, context.now(), reason=asked.reason)
    async with write_transaction():
        rows = await hold_with_seated_rows(session_id)
        session = await read_session(session_id)
        if session.cancelled_at is None:
            verdict = judge_cancel_class(session.ends_at, move.at)
            if isinstance(verdict, Refused):
                return Declined(verdict, studio.zone)
            await _cancel(session, rows, asked.reason, move)
    session = await read_session(session_id)
    return ClassCancellation(session=session, told=await _told(session))


async def _cancel(session: ClassSession, rows: Sequence[ReservationRow], reason: str, move: Move) -> None:
    await move_all([(row, move) for row in rows])
    for row in rows:
        await undo_absence(row, move)
    await tables.ClassSession.update({tables.ClassSession.cancelled_at: move.at}).where(
        tables.ClassSession.id == session.id
    )
    messages = [class_cancelled_of(row.id, reason, Addressee(row.customer_email, row.studio_id)) for row in rows]
    await enqueue_all(messages, move.at)
    facts = {"told": len(rows)}
    act = Act(
        session.studio_id, AuditAction.CLASS_CANCELLED, AuditSubject.CLASS_SESSION, session.id, reason, facts=facts
    )
    await record_act(act, move.actor, move.at)


async def _told(session: ClassSession) -> int:
    """What was written down then; a class that was taken out of the timetable had nobody to tell."""
    entry = (
        await AuditEntry.select(AuditEntry.facts)
        .where(
            AuditEntry.at == session.cancelled_at,
            AuditEntry.action == AuditAction.CLASS_CANCELLED,
            AuditEntry.subject_id == session.id,
        )
        .first()
    )
    return int(msgspec.json.decode(entry["facts"])["told"]) if entry else 0
