"""The smallest facts that a rule needs; a test changes only the one that it is about (`replace`).

One class, Monday 2 March 2026, 16:00 to 18:00 in New York (UTC-5), and a punch pass that covers it.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings

from server.rules.check_in_window import self_window
from server.rules.eligibility import Booking, HeldReservation, SessionFacts
from server.rules.parts import Part
from server.rules.passes import PassTerms
from server.rules.studio_settings import StudioSettings
from server.rules.verdict import Refused, Verdict
from server.rules.vocabulary import PassType, Refusal, ReservationStatus

PROPERTY = settings(derandomize=True, database=None, deadline=None, max_examples=150)
"""The same cases on every run and every machine."""

NEW_YORK = ZoneInfo("America/New_York")
SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1)

STARTS_AT = datetime(2026, 3, 2, 21, tzinfo=UTC)
ENDS_AT = STARTS_AT + 2 * HOUR
TWO_DAYS_BEFORE = STARTS_AT - timedelta(days=2)

DEFAULTS = StudioSettings()
WINDOW = self_window(STARTS_AT, DEFAULTS)

POTTERY = 7
PART_1 = Part(id=11, position=1, title="Part 1: Throwing")
PART_2 = Part(id=12, position=2, title="Part 2: Trimming")
PART_3 = Part(id=13, position=3, title="Part 3: Glazing")

PUNCH_PASS = PassTerms(PassType.PUNCH_PASS, course_ids=frozenset({POTTERY}), sessions_remaining=8)
SESSION = SessionFacts(id=1, course_id=POTTERY, starts_at=STARTS_AT, ends_at=ENDS_AT, capacity=10, seats_taken=0)
BOOKING = Booking(PUNCH_PASS, SESSION, held=(), parts=(), part_id=None, zone=NEW_YORK, settings=DEFAULTS)


def held(
    status: ReservationStatus = ReservationStatus.PENDING,
    *,
    session_id: int = 2,
    ends_at: datetime = ENDS_AT,
    on_this_pass: bool = True,
    part_id: int | None = None,
) -> HeldReservation:
    """Return another reservation of the customer; without a word more it is one of this pass, still to come."""
    return HeldReservation(session_id, status, ends_at, on_this_pass, part_id)


def reason_of(verdict: Verdict) -> Refusal | None:
    """Return why a verdict is a no; None is a yes."""
    return verdict.reason if isinstance(verdict, Refused) else None


def utc(text: str) -> datetime:
    """Return an instant from "2026-03-08 05:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which a wall clock of the zone shows "2026-03-08 16:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
