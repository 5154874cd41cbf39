"""Decide on a booking as it stands now: its pass, its session, the part it is for, and the rules' answer (§4)."""

from dataclasses import dataclass
from datetime import datetime

from server.rules.eligibility import Booking, SessionFacts, judge_by_customer, judge_by_staff
from server.rules.forcing import Judged, judge_forced
from server.rules.moving_reservation import with_seat_free
from server.rules.verdict import Refused
from server.rules.vocabulary import AuditAction, AuditSubject, Refusal
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.booking.booking_facts import PassFacts, one_session, read_pass, read_session
from server.services.booking.move_status import Move
from server.services.booking.reservation_row import ReservationRow
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.tables.courses import Course


@dataclass(frozen=True)
class Wish:
    """A session that is asked for, with the part named for a makeup; and whether staff force it, and why (R19)."""

    session_id: int
    step_id: int | None = None
    force: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class Decision:
    """What was asked, as it stands now, and the rules' answer."""

    facts: PassFacts
    session: SessionFacts
    part_id: int | None
    judged: Judged


async def decide(wish: Wish, registration_id: int, actor: Actor, now: datetime) -> Decision:
    """Return the answer to a wish to book on a pass.

    Raises NotFoundError for a pass or a session that is not theirs, InvalidFieldError for a part that does not belong
    to the session, and for `force` by a customer.
    """
    _refuse_force_by_customer(wish, actor)
    facts = await read_pass(registration_id, actor, one_session(wish.session_id))
    session = await _session_of_studio(wish.session_id, facts)
    part_id = _part_for(session, wish.step_id, facts)
    return Decision(facts, session, part_id, _judge(facts.booking(session, part_id), wish, actor, now))


async def decide_move(row: ReservationRow, wish: Wish, actor: Actor, now: datetime) -> Decision:
    """Return the answer to a wish to move a reservation, as if its seat were free (R20). Raises as `decide` does."""
    _refuse_force_by_customer(wish, actor)
    facts = await read_pass(row.registration_id, actor, one_session(wish.session_id))
    session = await _session_of_studio(wish.session_id, facts)
    part_id = _part_for(session, wish.step_id, facts) or _kept_part(session, row, facts)
    booking = with_seat_free(facts.booking(session, part_id), row.session_id)
    return Decision(facts, session, part_id, _judge(booking, wish, actor, now))


async def record_force(reservation_id: int, decision: Decision, move: Move) -> None:
    """Write down which refusals were passed for a reservation, by whom and why; none is nothing to write (R19)."""
    passed = decision.judged.passed
    if passed:
        act = Act(
            decision.facts.studio_id,
            AuditAction.BOOKING_FORCED,
            AuditSubject.SESSION_RESERVATION,
            reservation_id,
            move.reason,
            facts={"sessionId": decision.session.id, "passed": ", ".join(passed)},
        )
        await record_act(act, move.actor, move.at)


def _refuse_force_by_customer(wish: Wish, actor: Actor) -> None:
    if wish.force and not actor.is_staff:
        raise InvalidFieldError("force", "is for the studio's staff")


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
    if step_id is not None and step_id not in {part.id for part in facts.parts_of(session)}:
        raise InvalidFieldError("stepId", "this course has no such part")
    return step_id


def _kept_part(session: SessionFacts, row: ReservationRow, facts: PassFacts) -> int | None:
    """A moved reservation keeps its part where it names none, unless the target belongs to another (R20)."""
    is_kept = session.is_makeup and row.step_id in {part.id for part in facts.parts_of(session)}
    return row.step_id if is_kept else None


def _judge(booking: Booking, wish: Wish, actor: Actor, now: datetime) -> Judged:
    if wish.force:
        no_reason = Judged(Refused(Refusal.REASON_REQUIRED))
        return judge_forced(booking, now) if wish.reason else no_reason
    judge = judge_by_staff if actor.is_staff else judge_by_customer
    return Judged(judge(booking, now))
