"""The pass itself: its terms, and whether it is usable for a session (R5-R8)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.rules.vocabulary import PassType


class PassState(StrEnum):
    """How a pass stands on a date, in one word for people."""

    ACTIVE = "active"
    UPCOMING = "upcoming"
    EXPIRED = "expired"
    FROZEN = "frozen"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class PassTerms:
    """What was agreed when the pass was sold (R6). Dates are the studio's, both ends inclusive, None is open."""

    pass_type: PassType
    course_ids: frozenset[int] = frozenset()
    sessions_remaining: int | None = None
    max_advance_reservations: int | None = 3
    requires_sequential_attendance: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    frozen_from: date | None = None
    frozen_until: date | None = None
    is_cancelled: bool = False


def state_on(terms: PassTerms, day: date) -> PassState:
    """Return how the pass stands on one of the studio's dates (R7)."""
    if terms.is_cancelled:
        return PassState.CANCELLED
    if terms.valid_from is not None and day < terms.valid_from:
        return PassState.UPCOMING
    if terms.valid_until is not None and day > terms.valid_until:
        return PassState.EXPIRED
    return PassState.FROZEN if _is_frozen_on(terms, day) else PassState.ACTIVE


def is_usable_on(terms: PassTerms, session_date: date) -> bool:
    """Tell whether the pass is usable for a session of that local date; "now" plays no part (R7)."""
    return state_on(terms, session_date) is PassState.ACTIVE


def last_valid_date(valid_from: date, validity_days: int | None) -> date | None:
    """Return `valid_until` of a pass sold for a number of days (R6); None stays open."""
    return None if validity_days is None else valid_from + timedelta(days=validity_days - 1)


def _is_frozen_on(terms: PassTerms, day: date) -> bool:
    if terms.frozen_from is None:
        return False
    return terms.frozen_from <= day and (terms.frozen_until is None or day <= terms.frozen_until)
