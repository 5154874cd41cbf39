"""Reserve a seat: re-read, decide, take the seat, write reservation, event and confirmation in one transaction (§4)."""

from server.contract.reservations import Reservation, ReserveRequest
from server.database.write_transaction import write_transaction
from server.rules.verdict import Refused
from server.rules.vocabulary import ReservationStatus
from server.services.actor import Actor
from server.services.booking.decide_booking import Decision, Wish, decide, record_force
from server.services.booking.locks import lock_registration, lock_session
from server.services.booking.move_status import Move
from server.services.booking.place_reservation import NewReservation, place_reservation
from server.services.booking.present import present
from server.services.booking.reservation_row import find_by_id
from server.services.context import Context
from server.services.messages.about import Addressee, confirmation_of
from server.services.messages.outbox import enqueue
from server.services.outcomes import Declined


async def reserve(asked: ReserveRequest, actor: Actor, context: Context) -> Reservation | Declined:
    """Book a session on a pass, by its owner or by staff, who may force it with a reason (R19).

    Declined by the first refusal of R13-R18. Raises NotFoundError for a pass or a session that is not theirs,
    InvalidFieldError for a part that does not belong to the session, and for `force` by a customer.
    """
    now = context.now()
    wish = Wish(asked.session_id, asked.step_id, asked.force, asked.reason)
    decision = await decide(wish, asked.registration_id, actor, now)
    if isinstance(decision.judged.verdict, Refused):  # most need no lock: the crowd at a full class waits for nobody
        return Declined(decision.judged.verdict, decision.facts.zone)
    async with write_transaction():
        await lock_session(asked.session_id)
        await lock_registration(asked.registration_id)
        decision = await decide(wish, asked.registration_id, actor, now)
        if isinstance(decision.judged.verdict, Refused):
            return Declined(decision.judged.verdict, decision.facts.zone)
        move = Move(ReservationStatus.PENDING, actor, now, reason=asked.reason)
        reservation_id = await _write(decision, move, context)
    return present(await find_by_id(reservation_id), actor, context)


async def _write(decision: Decision, move: Move, context: Context) -> int:
    facts = decision.facts
    wanted = NewReservation(facts.id, facts.customer_id, decision.session.id, decision.part_id)
    reservation_id = await place_reservation(wanted, move, context)
    await record_force(reservation_id, decision, move)
    owner = Addressee(facts.customer_email, facts.studio_id)
    await enqueue(confirmation_of(reservation_id, owner, decision.session.id), move.at)
    return reservation_id
