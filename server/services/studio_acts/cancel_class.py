"""The studio cancels a class: every seat is given back with its punch, and everybody is told (§6, R39)."""

import msgspec

from server.contract.sessions import ClassSession
from server.contract.studio_acts import ClassCancellation, ClassCancelRequest
from server.database.write_transaction import write_transaction
from server.rules.cancelling import judge_cancel_class
from server.rules.verdict import Refused
from server.rules.vocabulary import AuditAction, ReservationStatus
from server.services.actor import Actor
from server.services.booking.move_status import Move
from server.services.context import Context
from server.services.outcomes import Declined
from server.services.setup.sessions.read_sessions import read_session
from server.services.studio_acts.cancel_held import cancel_held
from server.services.studio_acts.seated_rows import hold_with_seated_rows
from server.services.studio_acts.served_session import studio_of_session
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
        rows = await hold_with_seated_rows([session_id])
        session = await read_session(session_id)
        if session.cancelled_at is None:
            verdict = judge_cancel_class(session.ends_at, move.at)
            if isinstance(verdict, Refused):
                return Declined(verdict, studio.zone)
            await cancel_held([session.id], studio.id, rows, move, asked.reason)
    session = await read_session(session_id)
    return ClassCancellation(session=session, told=await _told(session))


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
