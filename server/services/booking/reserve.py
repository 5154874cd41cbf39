"""Reserve a seat: re-read, decide, take the seat, write reservation, event and confirmation in one transaction (§4)."""

from dataclasses import dataclass
from datetime import datetime

from server.contract.reservations import Reservation, ReserveRequest
from server.database.write_transaction import write_transaction
from server.rules.eligibility import SessionFacts, judge_by_customer, judge_by_staff
from server.rules.verdict import Refused, Verdict
from server.rules.vocabulary import ReservationStatus
from server.services.actor import Actor
from server.services.booking.booking_facts import PassFacts, read_pass, read_session
from server.services.booking.locks import lock_registration, lock_session
from server.services.booking.move_status import Move
from server.services.booking.place_reservation import NewReservation, place_reservation
from server.services.booking.present import present
from server.services.booking.reservation_row import find_by_id
from server.services.context import Context
from server.services.messages.about import Addressee, confirmation_of
from server.services.messages.outbox import enqueue
from server.services.outcomes import Declined, InvalidFieldError, NotFoundError
from server.tables.courses import Course


@dataclass(frozen=True)
class _Decision:
    """What was asked, as it stands now, and the rule's answer."""

    facts: PassFacts
    session_id: int
    part_id: int | None
    verdict: Verdict


async def reserve(asked: ReserveRequest, actor: Actor, context: Context) -> Reservation | Declined:
    """Book a session on a pass, by its owner or by staff.

    Declined by the first refusal of R13-R18. Raises NotFoundError for a pass or a session that is not theirs,
    InvalidFieldError for a part that does not belong to the session.
    """
    now = context.now()
    decision = await _decide(
        asked, actor, now
    )  # most refusals need no lock: the crowd at a full class waits for nobody
    if isinstance(decision.verdict, Refused):
        return Declined(decision.verdict, decision.facts.zone)
    async with write_transaction():
        await lock_session(asked.session_id)
        await lock_registration(asked.registration_id)
        decision = await _decide(asked, actor, now)
        if isinstance(decision.verdict, Refused):
            return Declined(decision.verdict, decision.facts.zone)
        reservation_id = await _write(decision, Move(ReservationStatus.PENDING, actor, now), context)
    return present(await find_by_id(reservation_id), actor, context)


async def _decide(asked: ReserveRequest, actor: Actor, now: datetime) -> _Decision:
    facts = await read_pass(asked.registration_id, actor)
    session = await _session_of_studio(asked.session_id, facts)
    part_id = _part_for(session, asked.step_id, facts)
    judge = judge_by_staff if actor.is_staff else judge_by_customer
    return _Decision(facts, session.id, part_id, judge(facts.booking(session, part_id), now))


async def _session_of_studio(session_id: int, facts: PassFacts) -> SessionFacts:
    """Another studio's session does not exist for this pass (R41)."""
    session = await read_session(session_id)
    if session.course_id not in facts.terms.course_ids and await _studio_of(session.course_id) != facts.studio_id:
        raise NotFoundError("class session")
    return session


async def _studio_of(course_id: int) -> int:
    rows = await Course.select(Course.studio).where(Course.id == course_id)
    return int(rows[0]["studio"])


def _part_for(session: SessionFacts, step_id: int | None, facts: PassFacts) -> int | None:
    """Return the part that the reservation is for: the session's own, or the one named for a makeup (R17)."""
    if not session.is_makeup:
        if step_id not in (None, session.part_id):
            raise InvalidFieldError("stepId", "this session is not of that part")
        return session.part_id
    if session.course_id not in facts.terms.course_ids:
        return step_id  # refused by its course, which comes first (R13)
    if step_id is not None and step_id not in {part.id for part in facts.parts.get(session.course_id, ())}:
        raise InvalidFieldError("stepId", "this course has no such part")
    return step_id


async def _write(decision: _Decision, move: Move, context: Context) -> int:
    facts = decision.facts
    wanted = NewReservation(facts.id, facts.customer_id, decision.session_id, decision.part_id)
    reservation_id = await place_reservation(wanted, move, context)
    owner = Addressee(facts.customer_email, facts.studio_id)
    await enqueue(confirmation_of(reservation_id, owner), move.at)
    return reservation_id
