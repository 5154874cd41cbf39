"""May this registration reserve this session? (R10, R13-R18)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest

from server.rules.eligibility import Booking, HeldReservation, booking_opens_at, judge_by_customer, judge_by_staff
from server.rules.parts import Part
from server.rules.passes import PassTerms
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import PassType, Refusal, ReservationStatus
from tests.rules.builders import (
    BOOKING,
    DEFAULTS,
    ENDS_AT,
    HOUR,
    PART_1,
    PART_2,
    SECOND,
    SESSION,
    STARTS_AT,
    TWO_DAYS_BEFORE,
    held,
    reason_of,
    wall,
)
from tests.rules.eligibility_flaws import FOR_CUSTOMERS, FOR_STAFF, FOR_STAFF_EARLY, WITH_PARTS, Flaw, with_flaws
from tests.rules.status_moves import ATTENDED, AUTO_CANCELLED, CANCELLED, CHECKED_IN, NO_SHOW, PENDING

Judge = Callable[[Booking, datetime], Verdict]
BOTH = [pytest.param(judge_by_customer, id="customer"), pytest.param(judge_by_staff, id="staff")]

MAKEUP = replace(WITH_PARTS, session=replace(SESSION, is_makeup=True))
UNLIMITED = PassTerms(PassType.UNLIMITED_SERIES, course_ids=BOOKING.terms.course_ids)
FULL_COURSE = replace(UNLIMITED, pass_type=PassType.FULL_COURSE)


@pytest.mark.parametrize("judge", BOTH)
def test_a_booking_that_nothing_speaks_against_is_allowed(judge: Judge) -> None:
    """§4."""
    assert judge(WITH_PARTS, TWO_DAYS_BEFORE) == ALLOWED


@pytest.mark.parametrize("flaw", FOR_CUSTOMERS, ids=lambda flaw: flaw.refusal)
def test_each_flaw_alone_gives_its_own_refusal(flaw: Flaw) -> None:
    """R13-R18."""
    assert reason_of(judge_by_customer(*with_flaws(flaw))) is flaw.refusal


@pytest.mark.parametrize(("earlier", "later"), list(combinations(FOR_CUSTOMERS, 2)), ids=lambda flaw: flaw.refusal)
def test_an_earlier_refusal_beats_every_later_one(earlier: Flaw, later: Flaw) -> None:
    """§4: checked in the order of R13-R18; the first refusal is the answer."""
    assert reason_of(judge_by_customer(*with_flaws(earlier, later))) is earlier.refusal


@pytest.mark.parametrize(
    ("flaws", "now"),
    [
        pytest.param(FOR_STAFF_EARLY, TWO_DAYS_BEFORE, id="before the start"),
        pytest.param(FOR_STAFF, STARTS_AT, id="after it"),
    ],
)
def test_staff_are_answered_in_the_same_order(flaws: list[Flaw], now: datetime) -> None:
    """R13: `session_ended` stands in for `session_started`."""
    for earlier, later in combinations(flaws, 2):
        assert reason_of(judge_by_staff(*with_flaws(later, now=now))) is later.refusal
        assert reason_of(judge_by_staff(*with_flaws(earlier, later, now=now))) is earlier.refusal


@pytest.mark.parametrize(
    ("now", "for_customers", "for_staff"),
    [
        (STARTS_AT - SECOND, None, None),
        (STARTS_AT, Refusal.SESSION_STARTED, None),
        (ENDS_AT - SECOND, Refusal.SESSION_STARTED, None),
        (ENDS_AT, Refusal.SESSION_STARTED, Refusal.SESSION_ENDED),
        (ENDS_AT + SECOND, Refusal.SESSION_STARTED, Refusal.SESSION_ENDED),
    ],
)
def test_customers_book_until_the_start_and_staff_until_the_end(
    now: datetime, for_customers: Refusal | None, for_staff: Refusal | None
) -> None:
    """R13."""
    assert reason_of(judge_by_customer(BOOKING, now)) is for_customers
    assert reason_of(judge_by_staff(BOOKING, now)) is for_staff


def test_a_refusal_for_the_hour_says_which() -> None:
    """R13."""
    assert judge_by_customer(BOOKING, STARTS_AT) == Refused(Refusal.SESSION_STARTED, {"starts_at": STARTS_AT})
    assert judge_by_staff(BOOKING, ENDS_AT) == Refused(Refusal.SESSION_ENDED, {"ends_at": ENDS_AT})


@pytest.mark.parametrize("judge", BOTH)
@pytest.mark.parametrize(
    ("before_the_start", "refusal"),
    [
        (timedelta(days=7) + SECOND, Refusal.BOOKING_NOT_OPEN),
        (timedelta(days=7), None),
        (timedelta(days=7) - SECOND, None),
        (HOUR + SECOND, None),
        (HOUR, Refusal.BOOKING_CLOSED),
        (HOUR - SECOND, Refusal.BOOKING_CLOSED),
    ],
)
def test_booking_opens_and_closes_where_the_studio_says(
    judge: Judge, before_the_start: timedelta, refusal: Refusal | None
) -> None:
    """R13: `booking_opens_days`, `booking_closes_minutes`; staff pass them only with `force` (R19)."""
    settings = replace(DEFAULTS, booking_opens_days=7, booking_closes_minutes=60)
    verdict = judge(replace(BOOKING, settings=settings), STARTS_AT - before_the_start)
    facts = {
        Refusal.BOOKING_NOT_OPEN: {"opens_at": STARTS_AT - timedelta(days=7)},
        Refusal.BOOKING_CLOSED: {"closes_at": STARTS_AT - HOUR},
    }
    assert verdict == (ALLOWED if refusal is None else Refused(refusal, facts[refusal]))


def test_booking_is_open_at_any_time_where_the_studio_sets_no_days() -> None:
    """R13: null."""
    assert booking_opens_at(STARTS_AT, DEFAULTS) is None
    assert judge_by_customer(BOOKING, STARTS_AT - timedelta(days=700)) == ALLOWED


@pytest.mark.parametrize(("last_date", "refusal"), [(30, None), (29, Refusal.PASS_NOT_VALID)])
def test_the_pass_is_judged_by_the_sessions_local_date_and_not_by_now(last_date: int, refusal: Refusal | None) -> None:
    """R7: 23:00 in New York on the 30th is the 31st in UTC; today the pass has not even begun."""
    starts_at = wall("2026-03-30 23:00", BOOKING.zone)
    terms = replace(BOOKING.terms, valid_from=date(2026, 3, 20), valid_until=date(2026, 3, last_date))
    session = replace(SESSION, starts_at=starts_at, ends_at=starts_at + HOUR)
    assert reason_of(judge_by_customer(replace(BOOKING, terms=terms, session=session), TWO_DAYS_BEFORE)) is refusal


def test_a_pass_that_is_not_valid_says_from_when_to_when_it_is() -> None:
    """R7."""
    from_april = replace(BOOKING, terms=replace(BOOKING.terms, valid_from=date(2026, 4, 1)))
    facts = {"valid_from": "2026-04-01", "valid_until": None}
    assert judge_by_customer(from_april, TWO_DAYS_BEFORE) == Refused(Refusal.PASS_NOT_VALID, facts)


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (PENDING, Refusal.ALREADY_RESERVED),
        (CHECKED_IN, Refusal.ALREADY_RESERVED),
        (ATTENDED, Refusal.ALREADY_RESERVED),
        (NO_SHOW, Refusal.ALREADY_RESERVED),
        (CANCELLED, None),
        (AUTO_CANCELLED, None),
    ],
)
def test_a_customer_has_one_seat_in_a_session_whatever_the_pass(
    status: ReservationStatus, refusal: Refusal | None
) -> None:
    """R14; a seat in another session is none in this one."""
    for on_this_pass in (True, False):
        there = replace(BOOKING, held=(held(status, session_id=SESSION.id, on_this_pass=on_this_pass),))
        elsewhere = replace(BOOKING, held=(held(status, session_id=SESSION.id + 1, on_this_pass=on_this_pass),))
        assert reason_of(judge_by_customer(there, TWO_DAYS_BEFORE)) is refusal
        assert judge_by_customer(elsewhere, TWO_DAYS_BEFORE) == ALLOWED


@pytest.mark.parametrize(("booked", "refusal"), [(2, None), (3, Refusal.RESERVATION_LIMIT_REACHED)])
def test_three_sessions_are_booked_ahead_and_no_fourth(booked: int, refusal: Refusal | None) -> None:
    """R15, R6: the default limit."""
    full = replace(BOOKING, held=[held(session_id=2 + number) for number in range(booked)])
    assert reason_of(judge_by_customer(full, TWO_DAYS_BEFORE)) is refusal


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        (held(PENDING), Refusal.RESERVATION_LIMIT_REACHED),
        (held(CHECKED_IN), Refusal.RESERVATION_LIMIT_REACHED),
        (held(ATTENDED), None),
        (held(NO_SHOW), None),
        (held(CANCELLED), None),
        (held(AUTO_CANCELLED), None),
        (held(PENDING, on_this_pass=False), None),
        (held(PENDING, ends_at=TWO_DAYS_BEFORE + SECOND), Refusal.RESERVATION_LIMIT_REACHED),
        (held(PENDING, ends_at=TWO_DAYS_BEFORE), None),
        (held(CHECKED_IN, ends_at=TWO_DAYS_BEFORE - SECOND), None),
    ],
)
def test_open_reservations_of_this_pass_count_until_their_session_has_ended(
    other: HeldReservation, refusal: Refusal | None
) -> None:
    """R15: cancelling frees the place at once."""
    one_allowed = replace(BOOKING, terms=replace(BOOKING.terms, max_advance_reservations=1), held=(other,))
    assert reason_of(judge_by_customer(one_allowed, TWO_DAYS_BEFORE)) is refusal


def test_the_limit_is_said_with_what_is_booked() -> None:
    """R15: more than the limit may be booked, where staff forced one (R19)."""
    terms = replace(BOOKING.terms, max_advance_reservations=1)
    verdict = judge_by_customer(replace(BOOKING, terms=terms, held=(held(), held())), TWO_DAYS_BEFORE)
    assert verdict == Refused(Refusal.RESERVATION_LIMIT_REACHED, {"limit": 1, "open_reservations": 2})


@pytest.mark.parametrize(
    ("terms", "parts", "refusal"),
    [
        (replace(UNLIMITED, max_advance_reservations=0), (), Refusal.RESERVATION_LIMIT_REACHED),
        (replace(UNLIMITED, max_advance_reservations=None), (), None),
        (replace(FULL_COURSE, max_advance_reservations=0), (), None),
        (replace(FULL_COURSE, max_advance_reservations=0), (PART_1,), Refusal.RESERVATION_LIMIT_REACHED),
        (replace(UNLIMITED, max_advance_reservations=0), (PART_1,), Refusal.RESERVATION_LIMIT_REACHED),
    ],
)
def test_null_is_no_limit_and_a_full_course_without_parts_has_none(
    terms: PassTerms, parts: tuple[Part, ...], refusal: Refusal | None
) -> None:
    """R6, R12."""
    assert reason_of(judge_by_customer(replace(BOOKING, terms=terms, parts=parts), TWO_DAYS_BEFORE)) is refusal


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        (held(PENDING), Refusal.NO_PUNCHES_LEFT),
        (held(PENDING, ends_at=TWO_DAYS_BEFORE - HOUR), Refusal.NO_PUNCHES_LEFT),
        (held(PENDING, on_this_pass=False), None),
        (held(CHECKED_IN), None),
        (held(CANCELLED), None),
    ],
)
def test_one_punch_holds_one_seat(other: HeldReservation, refusal: Refusal | None) -> None:
    """R16, R10: an ended PENDING holds until it is settled; an arrival has paid already."""
    last_punch = replace(BOOKING, terms=replace(BOOKING.terms, sessions_remaining=1), held=(other,))
    assert reason_of(judge_by_customer(last_punch, TWO_DAYS_BEFORE)) is refusal


def test_no_punches_left_says_what_is_left_and_what_is_held() -> None:
    """R16."""
    last_punch = replace(BOOKING, terms=replace(BOOKING.terms, sessions_remaining=1), held=(held(),))
    facts = {"sessions_remaining": 1, "sessions_held": 1}
    assert judge_by_customer(last_punch, TWO_DAYS_BEFORE) == Refused(Refusal.NO_PUNCHES_LEFT, facts)


def test_only_a_punch_pass_needs_a_punch() -> None:
    """R11, R16: null counters; a punch pass without a number has none to give."""
    for terms in (UNLIMITED, FULL_COURSE):
        assert judge_by_customer(replace(BOOKING, terms=terms), TWO_DAYS_BEFORE) == ALLOWED
    uncounted = replace(BOOKING, terms=replace(BOOKING.terms, sessions_remaining=None))
    none = Refused(Refusal.NO_PUNCHES_LEFT, {"sessions_remaining": 0, "sessions_held": 0})
    assert judge_by_customer(uncounted, TWO_DAYS_BEFORE) == none


@pytest.mark.parametrize(
    ("booking", "refusal"),
    [
        (replace(MAKEUP, part_id=None), Refusal.PART_REQUIRED),
        (replace(MAKEUP, part_id=99), Refusal.PART_REQUIRED),
        (MAKEUP, None),
        (replace(MAKEUP, held=(held(NO_SHOW, part_id=PART_2.id),)), None),
        (replace(MAKEUP, held=(held(ATTENDED, part_id=PART_2.id),)), Refusal.PART_ALREADY_ATTENDED),
        (replace(MAKEUP, part_id=None, parts=()), None),
        (replace(WITH_PARTS, part_id=None), None),
    ],
)
def test_a_makeup_session_is_open_to_the_part_that_is_named(booking: Booking, refusal: Refusal | None) -> None:
    """R17: a missed part is taken again; a course without parts has none to name."""
    assert reason_of(judge_by_customer(booking, TWO_DAYS_BEFORE)) is refusal


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        (held(ATTENDED, part_id=PART_1.id), None),
        (held(ATTENDED, part_id=PART_1.id, on_this_pass=False), Refusal.PREVIOUS_PART_NOT_ATTENDED),
        (held(ATTENDED), Refusal.PREVIOUS_PART_NOT_ATTENDED),
    ],
)
def test_parts_are_attended_on_the_pass_that_books(other: HeldReservation, refusal: Refusal | None) -> None:
    """R17: the registration's `requires_sequential_attendance`."""
    terms = replace(WITH_PARTS.terms, requires_sequential_attendance=True)
    assert reason_of(judge_by_customer(replace(WITH_PARTS, terms=terms, held=(other,)), TWO_DAYS_BEFORE)) is refusal


def test_the_last_seat_is_given_and_no_further_one() -> None:
    """R18."""
    verdicts = [
        judge_by_customer(replace(BOOKING, session=replace(SESSION, seats_taken=taken)), TWO_DAYS_BEFORE)
        for taken in (9, 10, 11)
    ]
    full = Refused(Refusal.SESSION_FULL, {"capacity": 10})
    assert verdicts == [ALLOWED, full, full]
