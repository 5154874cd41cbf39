"""May this reservation be moved to another session, and what is it judged by there (R20)?"""

from dataclasses import replace
from datetime import datetime

from server.rules.eligibility import Booking
from server.rules.verdict import ALLOWED, Refused, Verdict, first_refusal
from server.rules.vocabulary import Refusal, ReservationStatus


def judge_leaving_by_customer(status: ReservationStatus, starts_at: datetime, now: datetime) -> Verdict:
    """Refuse `illegal_transition` for what is not PENDING, then `session_started` from the old start on."""
    is_before = starts_at > now
    started = ALLOWED if is_before else Refused(Refusal.SESSION_STARTED, {"starts_at": starts_at})
    return first_refusal(_judge_pending(status), started)


def judge_leaving_by_staff(status: ReservationStatus, ends_at: datetime, now: datetime) -> Verdict:
    """Refuse `illegal_transition` for what is not PENDING, then `session_ended` from the old end on.

    Staff may free the seat until then, as they may cancel it (§6); after it the absence is settled (R32).
    """
    ended = ALLOWED if ends_at > now else Refused(Refusal.SESSION_ENDED, {"ends_at": ends_at})
    return first_refusal(_judge_pending(status), ended)


def with_seat_free(booking: Booking, session_id: int) -> Booking:
    """Return a booking as if the customer's seat in a session were free: its hold and its place in the limit too."""
    held = tuple(each for each in booking.held if each.session_id != session_id)
    session = booking.session
    if session.id == session_id:  # to another part of the same makeup session
        session = replace(session, seats_taken=session.seats_taken - 1)
    return replace(booking, held=held, session=session)


def _judge_pending(status: ReservationStatus) -> Verdict:
    if status is ReservationStatus.PENDING:
        return ALLOWED
    return Refused(Refusal.ILLEGAL_TRANSITION, {"from_status": status.value, "to_status": "PENDING"})
