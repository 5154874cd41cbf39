"""What an admin does to a pass that was sold (R8-R10)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.rules.pass_acts import Freeze, frozen, judge_adjustment, judge_freeze, judge_pass_act
from server.rules.passes import PassTerms, is_usable_on
from server.rules.verdict import ALLOWED, Refused
from server.rules.vocabulary import PassType, Refusal
from tests.rules.builders import PUNCH_PASS, reason_of

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
LAST = date(2026, 3, 30)
HOLIDAY = Freeze(date(2026, 3, 10), date(2026, 3, 12))
MARCH = replace(PUNCH_PASS, valid_until=LAST)


def until(last: date | None) -> PassTerms:
    """March, frozen from its first date on."""
    return replace(MARCH, frozen_from=date(2026, 3, 1), frozen_until=last)


def test_a_freeze_counts_both_of_its_ends() -> None:
    """R8."""
    assert (HOLIDAY.days, Freeze(TODAY, TODAY).days, Freeze(TODAY, TODAY - DAY).days) == (3, 1, 0)
    days = [HOLIDAY.first - DAY, HOLIDAY.first, HOLIDAY.last, HOLIDAY.last + DAY]
    assert [day for day in days if HOLIDAY.contains(day)] == [HOLIDAY.first, HOLIDAY.last]


def test_a_frozen_pass_gains_what_the_freeze_takes() -> None:
    """R7, R8."""
    terms = frozen(MARCH, HOLIDAY)
    assert terms.valid_until == LAST + 3 * DAY
    days = [HOLIDAY.first - DAY, HOLIDAY.first, HOLIDAY.last, HOLIDAY.last + DAY, LAST + 3 * DAY, LAST + 4 * DAY]
    assert [is_usable_on(terms, day) for day in days] == [True, False, False, True, True, False]
    assert replace(terms, frozen_from=None, frozen_until=None, valid_until=LAST) == MARCH


def test_an_open_end_stays_open() -> None:
    """R8: "extends a `valid_until`"."""
    assert frozen(PUNCH_PASS, HOLIDAY).valid_until is None


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        (MARCH, None),
        (PUNCH_PASS, None),
        (replace(MARCH, valid_until=HOLIDAY.first), None),
        (replace(MARCH, valid_until=HOLIDAY.first - DAY), Refusal.PASS_ENDED),
        (until(TODAY - DAY), None),
        (until(TODAY), Refusal.FREEZE_NOT_OVER),
        (until(None), Refusal.FREEZE_NOT_OVER),
        (replace(until(TODAY), is_cancelled=True), Refusal.PASS_CANCELLED),
    ],
)
def test_a_pass_has_one_freeze_at_a_time_while_it_lives(terms: PassTerms, refusal: Refusal | None) -> None:
    """R8."""
    assert reason_of(judge_freeze(terms, HOLIDAY, TODAY)) is refusal


def test_only_a_cancelled_pass_stays_as_it_is() -> None:
    assert judge_pass_act(MARCH) == ALLOWED
    assert reason_of(judge_pass_act(replace(MARCH, is_cancelled=True))) is Refusal.PASS_CANCELLED


@pytest.mark.parametrize(
    ("held", "delta", "refusal"),
    [
        (0, -8, None),
        (0, -9, Refusal.PUNCHES_HELD),
        (3, -5, None),
        (3, -6, Refusal.PUNCHES_HELD),
        (3, 1, None),
        (9, 1, None),
        (9, -1, Refusal.PUNCHES_HELD),
    ],
)
def test_what_bookings_hold_is_not_taken(held: int, delta: int, refusal: Refusal | None) -> None:
    """R9, R10: eight punches."""
    verdict = judge_adjustment(PUNCH_PASS, held, delta)
    assert reason_of(verdict) is refusal
    if isinstance(verdict, Refused):
        assert verdict.facts == {"sessions_remaining": 8, "sessions_held": held}


@pytest.mark.parametrize("pass_type", [PassType.UNLIMITED_SERIES, PassType.FULL_COURSE])
def test_only_a_punch_pass_is_adjusted(pass_type: PassType) -> None:
    """R11."""
    assert reason_of(judge_adjustment(PassTerms(pass_type), 0, 1)) is Refusal.COUNTS_NO_PUNCHES


def test_a_cancelled_pass_is_not_adjusted() -> None:
    assert reason_of(judge_adjustment(replace(PUNCH_PASS, is_cancelled=True), 0, 1)) is Refusal.PASS_CANCELLED
