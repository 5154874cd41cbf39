"""The pass: its terms, and whether it is usable for a session (R5-R8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.rules.passes import PassState, PassTerms, is_usable_on, last_valid_date, state_on
from tests.rules.builders import PUNCH_PASS

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 30)
DAY = timedelta(days=1)
MARCH = replace(PUNCH_PASS, valid_from=FIRST, valid_until=LAST)
FROZEN = replace(MARCH, frozen_from=date(2026, 3, 10), frozen_until=date(2026, 3, 12))


@pytest.mark.parametrize(
    ("session_date", "state"),
    [
        (FIRST - DAY, PassState.UPCOMING),
        (FIRST, PassState.ACTIVE),
        (LAST, PassState.ACTIVE),
        (LAST + DAY, PassState.EXPIRED),
    ],
)
def test_a_pass_is_usable_from_its_first_date_to_its_last_inclusive(session_date: date, state: PassState) -> None:
    """R6, R7: a pass that ends on the 30th books the 30th."""
    assert state_on(MARCH, session_date) is state
    assert is_usable_on(MARCH, session_date) is (state is PassState.ACTIVE)


@pytest.mark.parametrize("session_date", [date(2000, 1, 1), date(2100, 12, 31)])
def test_an_open_end_is_no_limit(session_date: date) -> None:
    """R6: null = open."""
    assert is_usable_on(replace(MARCH, valid_from=None, valid_until=None), session_date)


@pytest.mark.parametrize(
    ("session_date", "state"),
    [
        (date(2026, 3, 9), PassState.ACTIVE),
        (date(2026, 3, 10), PassState.FROZEN),
        (date(2026, 3, 12), PassState.FROZEN),
        (date(2026, 3, 13), PassState.ACTIVE),
    ],
)
def test_a_frozen_pass_is_not_usable_on_the_frozen_dates(session_date: date, state: PassState) -> None:
    """R7, R8: both dates inclusive."""
    assert state_on(FROZEN, session_date) is state


def test_a_freeze_without_an_end_lasts() -> None:
    """R8."""
    assert state_on(replace(FROZEN, frozen_until=None), LAST) is PassState.FROZEN


@pytest.mark.parametrize("terms", [MARCH, FROZEN])
def test_a_cancelled_pass_is_usable_on_no_date(terms: PassTerms) -> None:
    """R7: whatever else holds on that date."""
    dates = [FIRST - DAY, FIRST, date(2026, 3, 11), LAST + DAY]
    assert {state_on(replace(terms, is_cancelled=True), day) for day in dates} == {PassState.CANCELLED}


@pytest.mark.parametrize(("days", "until"), [(1, FIRST), (30, LAST), (None, None)])
def test_a_pass_sold_for_days_ends_on_the_last_of_them(days: int | None, until: date | None) -> None:
    """R6: `valid_until` = `valid_from` + `validity_days` - 1; null = open."""
    assert last_valid_date(FIRST, days) == until


def test_three_reservations_ahead_and_no_required_order_are_the_default() -> None:
    """R6."""
    assert (PUNCH_PASS.max_advance_reservations, PUNCH_PASS.requires_sequential_attendance) == (3, False)


def test_a_pass_stands_in_one_of_five_ways() -> None:
    """`api.md`: `status` of a registration."""
    assert [state.value for state in PassState] == ["active", "upcoming", "expired", "frozen", "cancelled"]
