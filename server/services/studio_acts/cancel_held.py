"""What goes with classes that the studio cancels: every seat and punch comes back, and everybody is told (§6, R39)."""

from collections import Counter
from collections.abc import Sequence

from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.absence.undo_absence import undo_absence
from server.services.audit.record_act import Act, record_acts
from server.services.booking.move_status import Move, move_all
from server.services.booking.reservation_row import ReservationRow
from server.services.messages.about import Addressee, class_cancelled_of
from server.services.messages.outbox import enqueue_all
from server.tables.courses import ClassSession
from server.tables.sql_lists import placeholders


async def cancel_held(
    session_ids: Sequence[int], studio_id: int, rows: Sequence[ReservationRow], move: Move, reason: str
) -> None:
    """Cancel sessions of a studio with their seated reservations, all of which the caller's transaction holds.

    `move` is how the reservations become CANCELLED: by whom and when. What an absence in these classes has released is
    undone, for nobody was absent from a class that was cancelled; never into one of these classes.
    """
    if not session_ids:
        return
    await move_all([(row, move) for row in rows])
    await ClassSession.raw(
        f"UPDATE class_session SET cancelled_at = {{}} WHERE id IN {placeholders(session_ids)}", move.at, *session_ids
    )
    for row in rows:
        await undo_absence(row, move)
    messages = [class_cancelled_of(row.id, reason, Addressee(row.customer_email, row.studio_id)) for row in rows]
    await enqueue_all(messages, move.at)
    told = Counter(row.session_id for row in rows)
    acts = [_act(session_id, studio_id, reason, told[session_id]) for session_id in session_ids]
    await record_acts(acts, move.actor, move.at)


def _act(session_id: int, studio_id: int, reason: str, told: int) -> Act:
    facts = {"told": told}
    return Act(
        studio_id, AuditAction.CLASS_CANCELLED, AuditSubject.CLASS_SESSION, session_id, reason=reason, facts=facts
    )
