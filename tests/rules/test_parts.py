"""Multi-part courses: required order, makeups and progress (R17)."""

from dataclasses import replace
from datetime import datetime

import pytest

from server.rules.parts import PartProgress, PartReservation, judge_part, progress
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import PartState, Refusal, ReservationStatus
from tests.rules.builders import ENDS_AT, PART_1, PART_2, PART_3, SECOND, STARTS_AT
from tests.rules.status_moves import ATTENDED, AUTO_CANCELLED, CANCELLED, CHECKED_IN, NO_SHOW, PENDING

PARTS = (PART_1, PART_2, PART_3)
PART_2_AFTER_PART_1 = replace(PART_2, required_sequence=True)

ATTENDED_ALREADY = Refused(Refusal.PART_ALREADY_ATTENDED, {"part": PART_2.title})
RESERVED_ALREADY = Refused(Refusal.PART_ALREADY_RESERVED, {"part": PART_2.title})
PART_1_FIRST = Refused(Refusal.PREVIOUS_PART_NOT_ATTENDED, {"part": PART_2.title, "previous_part": PART_1.title})


def reserved(part_id: int, status: ReservationStatus) -> PartReservation:
    return PartReservation(part_id, status, ENDS_AT)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (PENDING, RESERVED_ALREADY),
        (CHECKED_IN, RESERVED_ALREADY),
        (ATTENDED, ATTENDED_ALREADY),
        (NO_SHOW, ALLOWED),
        (CANCELLED, ALLOWED),
        (AUTO_CANCELLED, ALLOWED),
    ],
)
def test_a_part_is_taken_once_and_a_missed_one_again(status: ReservationStatus, verdict: Verdict) -> None:
    """R17: one attendance, one open reservation; a NO_SHOW may try once more."""
    reservations = [reserved(PART_2.id, status)]
    assert judge_part(PART_2.id, PARTS, reservations, in_order=False, now=STARTS_AT) == verdict


@pytest.mark.parametrize(
    ("now", "verdict"),
    [(ENDS_AT - SECOND, RESERVED_ALREADY), (ENDS_AT, ATTENDED_ALREADY), (ENDS_AT + SECOND, ATTENDED_ALREADY)],
)
def test_an_arrival_counts_as_attended_when_its_class_has_ended(now: datetime, verdict: Verdict) -> None:
    """R17: CHECKED_IN in a session that has ended, before the sweep has come by."""
    reservations = [reserved(PART_2.id, CHECKED_IN)]
    assert judge_part(PART_2.id, PARTS, reservations, in_order=False, now=now) == verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (None, PART_1_FIRST),
        (PENDING, PART_1_FIRST),
        (CHECKED_IN, ALLOWED),
        (ATTENDED, ALLOWED),
        (NO_SHOW, PART_1_FIRST),
        (CANCELLED, PART_1_FIRST),
        (AUTO_CANCELLED, PART_1_FIRST),
    ],
)
def test_in_order_the_part_before_comes_first(status: ReservationStatus | None, verdict: Verdict) -> None:
    """R17: CHECKED_IN or ATTENDED opens the next part, be it the part or the registration that asks for order."""
    before = [] if status is None else [reserved(PART_1.id, status)]
    strict_parts = (PART_1, PART_2_AFTER_PART_1, PART_3)
    assert judge_part(PART_2.id, PARTS, before, in_order=True, now=STARTS_AT) == verdict
    assert judge_part(PART_2.id, strict_parts, before, in_order=False, now=STARTS_AT) == verdict
    assert judge_part(PART_2.id, PARTS, before, in_order=False, now=STARTS_AT) == ALLOWED


def test_only_the_part_that_asks_for_order_gets_it() -> None:
    """R17: `required_sequence` is the part's own."""
    parts = (PART_1, PART_2_AFTER_PART_1, PART_3)
    assert judge_part(PART_3.id, parts, [], in_order=False, now=STARTS_AT) == ALLOWED


def test_the_first_part_waits_for_none() -> None:
    """R17."""
    first = replace(PART_1, required_sequence=True)
    later_part = [reserved(PART_2.id, PENDING)]
    assert judge_part(first.id, (first, PART_2), later_part, in_order=True, now=STARTS_AT) == ALLOWED


def test_the_part_before_is_the_one_next_below_however_the_list_is_sorted() -> None:
    """R17: part 3 waits for part 2, not for part 1."""
    verdict = judge_part(PART_3.id, (PART_3, PART_1, PART_2), [], in_order=True, now=STARTS_AT)
    facts = {"part": PART_3.title, "previous_part": PART_2.title}
    assert verdict == Refused(Refusal.PREVIOUS_PART_NOT_ATTENDED, facts)


@pytest.mark.parametrize("first_try", [NO_SHOW, CANCELLED])
@pytest.mark.parametrize(
    ("second_try", "verdict"), [(ATTENDED, ATTENDED_ALREADY), (PENDING, RESERVED_ALREADY), (NO_SHOW, ALLOWED)]
)
def test_after_a_second_try_it_is_the_second_that_counts(
    first_try: ReservationStatus, second_try: ReservationStatus, verdict: Verdict
) -> None:
    """R17."""
    tries = [reserved(PART_2.id, first_try), reserved(PART_2.id, second_try)]
    assert judge_part(PART_2.id, PARTS, tries, in_order=False, now=STARTS_AT) == verdict


def test_attended_is_said_before_reserved_and_reserved_before_the_order() -> None:
    """R17's own order."""
    both = [reserved(PART_2.id, PENDING), reserved(PART_2.id, ATTENDED)]
    assert judge_part(PART_2.id, PARTS, both, in_order=True, now=STARTS_AT) == ATTENDED_ALREADY
    assert judge_part(PART_2.id, PARTS, both[:1], in_order=True, now=STARTS_AT) == RESERVED_ALREADY


def test_a_part_of_another_course_names_none_of_this_one() -> None:
    """R17: `part_required`."""
    assert judge_part(999, PARTS, [], in_order=False, now=STARTS_AT) == Refused(Refusal.PART_REQUIRED)


def test_progress_shows_each_part_in_order_with_what_locks_it() -> None:
    """R17."""
    reservations = [reserved(PART_1.id, ATTENDED), reserved(PART_1.id, NO_SHOW)]
    assert progress((PART_3, PART_2, PART_1), reservations, in_order=True, now=STARTS_AT) == (
        PartProgress(PART_1, PartState.DONE),
        PartProgress(PART_2, PartState.OPEN),
        PartProgress(PART_3, PartState.LOCKED, PART_2),
    )


@pytest.mark.parametrize(
    ("status", "now", "state"),
    [
        (PENDING, STARTS_AT, PartState.BOOKED),
        (CHECKED_IN, STARTS_AT, PartState.BOOKED),
        (CHECKED_IN, ENDS_AT, PartState.DONE),
        (ATTENDED, STARTS_AT, PartState.DONE),
        (NO_SHOW, ENDS_AT, PartState.MISSED),
        (CANCELLED, STARTS_AT, PartState.OPEN),
        (AUTO_CANCELLED, STARTS_AT, PartState.OPEN),
    ],
)
def test_progress_follows_the_reservation_and_leaves_the_neighbour_open(
    status: ReservationStatus, now: datetime, state: PartState
) -> None:
    """R17."""
    shown = progress((PART_1, PART_2), [reserved(PART_1.id, status)], in_order=False, now=now)
    assert shown == (PartProgress(PART_1, state), PartProgress(PART_2, PartState.OPEN))


def test_a_missed_part_stays_missed_while_its_second_try_is_cancelled() -> None:
    """R17."""
    tries = [reserved(PART_1.id, NO_SHOW), reserved(PART_1.id, CANCELLED)]
    assert progress((PART_1,), tries, in_order=False, now=ENDS_AT) == (PartProgress(PART_1, PartState.MISSED),)
