"""Give a reservation up: the seat is free at once, no punch is taken, and the customer is told (§6, R39)."""

from server.contract.reservations import Reservation
from server.database.write_transaction import write_transaction
from server.rules.cancelling import GONE, judge_cancel_by_customer, judge_cancel_by_staff
from server.rules.verdict import Refused
from server.rules.vocabulary import ReservationStatus
from server.services.actor import Actor
from server.services.booking.hold_with_session import hold_with_session
from server.services.booking.move_status import Move, move_status
from server.services.booking.present import present
from server.services.booking.read_reservation import refuse_stranger
from server.services.booking.reservation_row import find_by_id
from server.services.context import Context
from server.services.messages.about import Addressee, cancellation_of
from server.services.messages.outbox import enqueue
from server.services.outcomes import Declined


async def cancel(reservation_id: int, actor: Actor, context: Context) -> Reservation | Declined:
    """Cancel a reservation, by its owner before the start or by staff before the end; again: the same answer.

    Declined with `session_started`, `session_ended` or `illegal_transition`. Raises NotFoundError.
    """
    now = context.now()
    row = await find_by_id(reservation_id)
    refuse_stranger(row, actor)
    async with write_transaction():
        row = await hold_with_session(row)
        if actor.is_staff:
            verdict = judge_cancel_by_staff(row.status, row.ends_at, now)
        else:
            verdict = judge_cancel_by_customer(row.status, row.starts_at, now)
        if isinstance(verdict, Refused):
            return Declined(verdict, row.zone)
        if row.status not in GONE:
            await move_status(row, Move(ReservationStatus.CANCELLED, actor, now))
            await enqueue(cancellation_of(row.id, Addressee(row.customer_email, row.studio_id)), now)
    return present(await find_by_id(reservation_id), actor, context)
