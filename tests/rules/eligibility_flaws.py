"""What can speak against a booking, in the order of R13 to R18, each on its own and with others."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from server.rules.eligibility import Booking, HeldReservation
from server.rules.vocabulary import Refusal
from tests.rules.builders import BOOKING, ENDS_AT, PART_1, PART_2, SESSION, STARTS_AT, TWO_DAYS_BEFORE, held
from tests.rules.status_moves import ATTENDED, PENDING

WITH_PARTS = replace(BOOKING, session=replace(SESSION, part_id=PART_2.id), parts=(PART_1, PART_2), part_id=PART_2.id)


@dataclass(frozen=True)
class Flaw:
    """One thing that speaks against a booking, and the answer that it gives where nothing else does."""

    refusal: Refusal
    terms: dict[str, Any] = field(default_factory=dict)  # Any: whatever the fields changed take
    session: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    booking: dict[str, Any] = field(default_factory=dict)
    held: tuple[HeldReservation, ...] = ()
    now: datetime | None = None


STARTED = Flaw(Refusal.SESSION_STARTED, now=STARTS_AT)
ENDED = Flaw(Refusal.SESSION_ENDED, now=ENDS_AT)
THE_PASS = [
    Flaw(Refusal.PASS_NOT_VALID, terms={"valid_until": TWO_DAYS_BEFORE.date()}),
    Flaw(Refusal.SESSION_NOT_COVERED, terms={"course_ids": frozenset({99})}),
    Flaw(Refusal.SESSION_CANCELLED, session={"is_cancelled": True}),
]
BOOKING_WINDOW = [
    Flaw(Refusal.BOOKING_NOT_OPEN, settings={"booking_opens_days": 1}),
    Flaw(Refusal.BOOKING_CLOSED, settings={"booking_closes_minutes": 2 * 24 * 60}),
]
THE_REST = [
    Flaw(Refusal.ALREADY_RESERVED, held=(held(session_id=SESSION.id, on_this_pass=False),)),
    Flaw(Refusal.RESERVATION_LIMIT_REACHED, terms={"max_advance_reservations": 0}),
    Flaw(Refusal.NO_PUNCHES_LEFT, terms={"sessions_remaining": 0}),
    Flaw(Refusal.PART_REQUIRED, session={"part_id": None, "is_makeup": True}, booking={"part_id": None}),
    Flaw(Refusal.PART_ALREADY_ATTENDED, held=(held(ATTENDED, part_id=PART_2.id),)),
    Flaw(Refusal.PART_ALREADY_RESERVED, held=(held(PENDING, part_id=PART_2.id),)),
    Flaw(Refusal.PREVIOUS_PART_NOT_ATTENDED, terms={"requires_sequential_attendance": True}),
    Flaw(Refusal.SESSION_FULL, session={"seats_taken": SESSION.capacity}),
]

FOR_CUSTOMERS = [*THE_PASS, STARTED, *BOOKING_WINDOW, *THE_REST]
FOR_STAFF_EARLY = [*THE_PASS, *BOOKING_WINDOW, *THE_REST]
FOR_STAFF = [*THE_PASS, ENDED, *THE_REST]


def with_flaws(*flaws: Flaw, now: datetime = TWO_DAYS_BEFORE) -> tuple[Booking, datetime]:
    """Return a booking with flaws, tried at an instant; of two that exclude each other the first is there."""
    booking = WITH_PARTS
    for flaw in reversed(flaws):
        booking = replace(
            booking,
            terms=replace(booking.terms, **flaw.terms),
            session=replace(booking.session, **flaw.session),
            settings=replace(booking.settings, **flaw.settings),
            held=(*booking.held, *flaw.held),
            **flaw.booking,
        )
        now = flaw.now or now
    return booking, now
