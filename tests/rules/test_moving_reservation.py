"""From where a reservation may be moved, and what the move is judged by (R20)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from server.rules.eligibility import Booking, judge_by_customer
from server.rules.moving_reservation import judge_leaving_by_customer, judge_leaving_by_staff, with_seat_free
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal, ReservationStatus
from tests.rules.builders import (
    BOOKING,
    ENDS_AT,
    PART_1,
    PART_2,
    SECOND,
    SESSION,
    STARTS_AT,
    TWO_DAYS_BEFORE,
    held,
    reason_of,
)
from tests.rules.status_moves import CHECKED_IN, PENDING

OLD = 2
"""The session that is left."""

Judge = Callable[[ReservationStatus, datetime, datetime], Verdict]


@pytest.mark.parametrize(
    ("judge", "limit", "refused"),
    [
        (judge_leaving_by_customer, STARTS_AT, Refused(Refusal.SESSION_STARTED, {"starts_at": STARTS_AT})),
        (judge_leaving_by_staff, ENDS_AT, Refused(Refusal.SESSION_ENDED, {"ends_at": ENDS_AT})),
    ],
)
def test_customers_leave_before_the_start_and_staff_move_before_the_end(
    judge: Judge, limit: datetime, refused: Refused
) -> None:
    """R20; the end is where the absence is settled (R32)."""
    assert [judge(PENDING, limit, limit + n * SECOND) for n in (-1, 0, 1)] == [ALLOWED, refused, refused]


@pytest.mark.parametrize("judge", [judge_leaving_by_customer, judge_leaving_by_staff])
@pytest.mark.parametrize("status", [status for status in ReservationStatus if status is not PENDING])
def test_only_what_is_pending_moves_whenever_it_is_asked(judge: Judge, status: ReservationStatus) -> None:
    """R20: an arrival, an absence, and what an absence has released stay where they are."""
    for now in (TWO_DAYS_BEFORE, ENDS_AT + SECOND):
        assert reason_of(judge(status, STARTS_AT, now)) is Refusal.ILLEGAL_TRANSITION


def verdict_of_move(booking: Booking) -> Refusal | None:
    return reason_of(judge_by_customer(with_seat_free(booking, OLD), TWO_DAYS_BEFORE))


def test_the_old_seat_takes_no_place_in_the_limit_and_holds_no_punch() -> None:
    """R20, R15, R10: with three of three booked and the last punch held by it."""
    terms = replace(BOOKING.terms, sessions_remaining=3, max_advance_reservations=3)
    booked = (held(session_id=OLD), held(session_id=3), held(session_id=4))
    assert verdict_of_move(replace(BOOKING, terms=terms, held=booked)) is None
    one_more = (*booked, held(session_id=5))
    assert verdict_of_move(replace(BOOKING, terms=terms, held=one_more)) is Refusal.RESERVATION_LIMIT_REACHED


def test_the_old_seat_books_no_part_but_another_one_does() -> None:
    """R20, R17."""
    booking = replace(BOOKING, session=replace(SESSION, part_id=PART_1.id), parts=(PART_1, PART_2), part_id=PART_1.id)
    mine = held(session_id=OLD, part_id=PART_1.id)
    assert verdict_of_move(replace(booking, held=(mine,))) is None
    other = held(CHECKED_IN, session_id=3, part_id=PART_1.id)
    assert verdict_of_move(replace(booking, held=(mine, other))) is Refusal.PART_ALREADY_RESERVED


def test_another_seat_in_the_target_stays_in_the_way() -> None:
    """R20, R14."""
    booking = replace(BOOKING, held=(held(session_id=OLD), held(session_id=SESSION.id, on_this_pass=False)))
    assert verdict_of_move(booking) is Refusal.ALREADY_RESERVED


def test_a_full_target_is_full() -> None:
    """R20, R18."""
    booking = replace(BOOKING, session=replace(SESSION, seats_taken=SESSION.capacity), held=(held(session_id=OLD),))
    assert verdict_of_move(booking) is Refusal.SESSION_FULL


def test_in_the_session_itself_the_own_seat_is_free() -> None:
    """R20: another part of a makeup session that is full, with the customer in it."""
    full = replace(SESSION, id=OLD, is_makeup=True, seats_taken=SESSION.capacity)
    mine = held(session_id=OLD, part_id=PART_1.id)
    booking = replace(BOOKING, session=full, parts=(PART_1, PART_2), part_id=PART_2.id, held=(mine,))
    assert verdict_of_move(booking) is None
