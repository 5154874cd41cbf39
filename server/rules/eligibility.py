"""May this registration reserve this session? R13-R18 in their order; the first refusal is the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.rules.local_time import local_date
from server.rules.parts import Part, PartReservation, judge_part
from server.rules.passes import PassTerms, is_usable_on
from server.rules.punches import available_punches, counts_punches
from server.rules.studio_settings import StudioSettings
from server.rules.verdict import ALLOWED, Refused, Verdict, first_refusal
from server.rules.vocabulary import OPEN, SEATED, PassType, Refusal, ReservationStatus


@dataclass(frozen=True)
class SessionFacts:
    """The session that is asked for. Instants are UTC; `part_id` is None for a makeup and where there are no parts."""

    id: int
    course_id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    seats_taken: int
    part_id: int | None = None
    is_makeup: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True)
class HeldReservation:
    """A reservation that the customer has already, on this pass or on another of theirs."""

    session_id: int
    status: ReservationStatus
    ends_at: datetime
    on_this_pass: bool
    part_id: int | None = None


@dataclass(frozen=True)
class Booking:
    """All that the decision rests on, read in one transaction (§4).

    `part_id` is the part that the reservation would be for: the session's own, or the one named for a makeup.
    """

    terms: PassTerms
    session: SessionFacts
    held: Sequence[HeldReservation]
    parts: Sequence[Part]
    part_id: int | None
    zone: ZoneInfo
    settings: StudioSettings


def judge_by_customer(booking: Booking, now: datetime) -> Verdict:
    """Answer a customer's wish to book (R13-R18)."""
    return first_refusal(*verdicts_for_customers(booking, now))


def judge_by_staff(booking: Booking, now: datetime) -> Verdict:
    """Answer a booking that staff make for a customer: they may add until the class ends (R13)."""
    return first_refusal(*verdicts_for_staff(booking, now))


def verdicts_for_customers(booking: Booking, now: datetime) -> tuple[Verdict, ...]:
    """Return what each rule says to a customer, in the rules' order: the first refusal is the answer (R13-R18)."""
    return (
        _judge_pass(booking),
        _judge_not_started(booking.session, now),
        _judge_booking_window(booking, now),
        *_the_rest(booking, now),
    )


def verdicts_for_staff(booking: Booking, now: datetime) -> tuple[Verdict, ...]:
    """Return what each rule says to staff, in the rules' order: the first refusal is the answer (R13-R18)."""
    if booking.session.starts_at <= now:
        return (_judge_pass(booking), _judge_not_ended(booking.session, now), *_the_rest(booking, now))
    return verdicts_for_customers(booking, now)


def judge_reinstatement(booking: Booking, now: datetime) -> Verdict:
    """Answer whether a released reservation may come back (R36): the booking window and the limit R15 are waived."""
    return first_refusal(
        _judge_pass(booking),
        _judge_not_started(booking.session, now),
        _judge_double(booking),
        _judge_punches(booking),
        _judge_part(booking, now),
        _judge_seats(booking.session),
    )


def judge_seat(booking: Booking) -> Verdict:
    """Answer whether there is a seat for the customer, which nobody passes (R14, R18, R19)."""
    return first_refusal(_judge_double(booking), _judge_seats(booking.session))


def booking_opens_at(starts_at: datetime, settings: StudioSettings) -> datetime | None:
    """Return the instant (UTC) from which a session can be booked; None where it always can (R13)."""
    if settings.booking_opens_days is None:
        return None
    return starts_at - timedelta(days=settings.booking_opens_days)


def _judge_pass(booking: Booking) -> Verdict:
    session, terms = booking.session, booking.terms
    if not is_usable_on(terms, local_date(session.starts_at, booking.zone)):
        return Refused(
            Refusal.PASS_NOT_VALID, {"valid_from": _text(terms.valid_from), "valid_until": _text(terms.valid_until)}
        )
    if session.course_id not in terms.course_ids:
        return Refused(Refusal.SESSION_NOT_COVERED)
    if session.is_cancelled:
        return Refused(Refusal.SESSION_CANCELLED)
    return ALLOWED


def _text(day: object) -> str | None:
    return None if day is None else str(day)


def _judge_not_started(session: SessionFacts, now: datetime) -> Verdict:
    if session.starts_at <= now:
        return Refused(Refusal.SESSION_STARTED, {"starts_at": session.starts_at})
    return ALLOWED


def _judge_not_ended(session: SessionFacts, now: datetime) -> Verdict:
    if session.ends_at <= now:
        return Refused(Refusal.SESSION_ENDED, {"ends_at": session.ends_at})
    return ALLOWED


def _judge_booking_window(booking: Booking, now: datetime) -> Verdict:
    starts_at, settings = booking.session.starts_at, booking.settings
    opens_at = booking_opens_at(starts_at, settings)
    if opens_at is not None and now < opens_at:
        return Refused(Refusal.BOOKING_NOT_OPEN, {"opens_at": opens_at})
    closes_at = starts_at - timedelta(minutes=settings.booking_closes_minutes)
    if closes_at <= now:
        return Refused(Refusal.BOOKING_CLOSED, {"closes_at": closes_at})
    return ALLOWED


def _the_rest(booking: Booking, now: datetime) -> tuple[Verdict, ...]:
    return (
        _judge_double(booking),
        _judge_limit(booking, now),
        _judge_punches(booking),
        _judge_part(booking, now),
        _judge_seats(booking.session),
    )


def _judge_double(booking: Booking) -> Verdict:
    """R14: one seated reservation per customer and session, whatever the pass."""
    if any(r.session_id == booking.session.id and r.status in SEATED for r in booking.held):
        return Refused(Refusal.ALREADY_RESERVED)
    return ALLOWED


def _judge_limit(booking: Booking, now: datetime) -> Verdict:
    """R15; a FULL_COURSE without parts has no limit (R12)."""
    limit = booking.terms.max_advance_reservations
    if limit is None or (booking.terms.pass_type is PassType.FULL_COURSE and not booking.parts):
        return ALLOWED
    booked = sum(1 for r in booking.held if r.on_this_pass and r.status in OPEN and r.ends_at > now)
    if booked >= limit:
        return Refused(Refusal.RESERVATION_LIMIT_REACHED, {"limit": limit, "open_reservations": booked})
    return ALLOWED


def _judge_punches(booking: Booking) -> Verdict:
    """R16, R10: an ended PENDING reservation holds its punch until it is settled."""
    if not counts_punches(booking.terms.pass_type):
        return ALLOWED
    held = sum(1 for r in booking.held if r.on_this_pass and r.status is ReservationStatus.PENDING)
    remaining = booking.terms.sessions_remaining or 0
    if available_punches(remaining, held) < 1:
        return Refused(Refusal.NO_PUNCHES_LEFT, {"sessions_remaining": remaining, "sessions_held": held})
    return ALLOWED


def _judge_part(booking: Booking, now: datetime) -> Verdict:
    """R17; a makeup session without a named part cannot be judged further, unless the course has none to name."""
    if booking.part_id is None:
        return Refused(Refusal.PART_REQUIRED) if booking.session.is_makeup and booking.parts else ALLOWED
    reservations = [
        PartReservation(r.part_id, r.status, r.ends_at)
        for r in booking.held
        if r.on_this_pass and r.part_id is not None
    ]
    in_order = booking.terms.requires_sequential_attendance
    return judge_part(booking.part_id, booking.parts, reservations, in_order=in_order, now=now)


def _judge_seats(session: SessionFacts) -> Verdict:
    """R18, for the answer's order; the seat itself is taken by a conditional update."""
    if session.seats_taken >= session.capacity:
        return Refused(Refusal.SESSION_FULL, {"capacity": session.capacity})
    return ALLOWED
