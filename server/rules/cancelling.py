"""May this reservation be cancelled now, or this class? Customers before the start, the studio before the end (§6)."""

from datetime import datetime

from server.rules.lifecycle import judge_move
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal, ReservationStatus

GONE = frozenset({ReservationStatus.CANCELLED, ReservationStatus.AUTO_CANCELLED})
"""Reservations that cancelling leaves as they are: the answer is the same reservation."""


def judge_cancel_by_customer(status: ReservationStatus, starts_at: datetime, now: datetime) -> Verdict:
    """Refuse `session_started` from the start on, else `illegal_transition` for what is not PENDING."""
    if status in GONE:
        return ALLOWED
    if starts_at <= now:
        return Refused(Refusal.SESSION_STARTED, {"starts_at": starts_at})
    return _judge_pending(status)


def judge_cancel_by_staff(status: ReservationStatus, ends_at: datetime, now: datetime) -> Verdict:
    """Refuse `session_ended` from the end on, else `illegal_transition` for what is not PENDING."""
    if status in GONE:
        return ALLOWED
    verdict = judge_cancel_class(ends_at, now)
    return verdict if isinstance(verdict, Refused) else _judge_pending(status)


def judge_cancel_class(ends_at: datetime, now: datetime) -> Verdict:
    """Refuse `session_ended` from the end on: whoever has a seat until then loses it, arrived or absent (§6)."""
    if ends_at <= now:
        return Refused(Refusal.SESSION_ENDED, {"ends_at": ends_at})
    return ALLOWED


def _judge_pending(status: ReservationStatus) -> Verdict:
    """An arrived or absent customer's seat is not cancelled this way, though the studio's own cancelling may (§6)."""
    if status is not ReservationStatus.PENDING:
        return Refused(Refusal.ILLEGAL_TRANSITION, {"from_status": status.value, "to_status": "CANCELLED"})
    return judge_move(status, ReservationStatus.CANCELLED)
