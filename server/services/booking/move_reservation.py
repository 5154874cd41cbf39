"""Move a reservation to another session: judged as if its seat were free; id and code stay, its owner is told (R20).

A move is no change of status (§6), so it is written down as an act and not as an event.
"""

from datetime import datetime

from server.contract.reservations import MoveRequest, Reservation
from server.database.write_transaction import write_transaction
from server.rules.moving_reservation import judge_leaving_by_customer, judge_leaving_by_staff
from server.rules.verdict import Refused, Verdict
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.booking.decide_booking import Decision, Wish, decide_move, record_force
from server.services.booking.hold_with_session import hold_with_session
from server.services.booking.move_status import Move
from server.services.booking.present import present
from server.services.booking.read_reservation import refuse_stranger
from server.services.booking.reservation_row import ReservationRow, find_by_id
from server.services.booking.seats import change_seats
from server.services.context import Context
from server.services.messages.about import Addressee, moved_booking_of
from server.services.messages.outbox import enqueue
from server.services.outcomes import Declined
from server.tables.reservations import SessionReservation


async def move_reservation(
    reservation_id: int, asked: MoveRequest, actor: Actor, context: Context
) -> Reservation | Declined:
    """Move a PENDING reservation, by its owner before its start or by staff before its end; to where it is: no change.

    Declined with `illegal_transition`, `session_started` or `session_ended` where it may not leave, and by the first
    refusal of R13-R18 where it may not arrive. Raises NotFoundError, and InvalidFieldError for a part that does not
    belong to the session, and for `force` by a customer.
    """
    row = await find_by_id(reservation_id)
    refuse_stranger(row, actor)
    by = Move(row.status, actor, context.now(), reason=asked.reason)
    async with write_transaction():
        row = await hold_with_session(row, asked.session_id)
        leaving = _judge_leaving(row, actor, by.at)
        if isinstance(leaving, Refused):
            return Declined(leaving, row.zone)
        decision = await decide_move(row, _wish(asked), actor, by.at)
        if _is_elsewhere(row, decision):
            if isinstance(decision.judged.verdict, Refused):
                return Declined(decision.judged.verdict, row.zone)
            await _write(row, decision, by)
    return present(await find_by_id(reservation_id), actor, context)


def _judge_leaving(row: ReservationRow, actor: Actor, now: datetime) -> Verdict:
    if actor.is_staff:
        return judge_leaving_by_staff(row.status, row.ends_at, now)
    return judge_leaving_by_customer(row.status, row.starts_at, now)


def _wish(asked: MoveRequest) -> Wish:
    return Wish(asked.session_id, asked.step_id, asked.force, asked.reason)


def _is_elsewhere(row: ReservationRow, decision: Decision) -> bool:
    """Another part of the same makeup session is a move too."""
    return (row.session_id, row.step_id) != (decision.session.id, decision.part_id)


async def _write(row: ReservationRow, decision: Decision, by: Move) -> None:
    target = decision.session.id
    if target != row.session_id:
        await change_seats({row.session_id: -1, target: 1})
    await SessionReservation.raw(
        "UPDATE session_reservation SET session = {}, step = {} WHERE id = {}", target, decision.part_id, row.id
    )
    await record_act(_act(row, decision, by.reason), by.actor, by.at)
    await record_force(row.id, decision, by)
    owner = Addressee(row.customer_email, row.studio_id)
    await enqueue(moved_booking_of(row.id, target, by.at, owner), by.at)


def _act(row: ReservationRow, decision: Decision, reason: str | None) -> Act:
    return Act(
        row.studio_id,
        AuditAction.BOOKING_MOVED,
        AuditSubject.SESSION_RESERVATION,
        row.id,
        reason,
        facts={
            "oldSessionId": row.session_id,
            "sessionId": decision.session.id,
            "oldStartsAt": row.starts_at,
            "startsAt": decision.session.starts_at,
            "oldStepId": row.step_id,
            "stepId": decision.part_id,
        },
    )
