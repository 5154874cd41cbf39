"""What part of a class was filled, attended and missed (`api.md`: utilization)."""

import pytest

from server.rules.utilization import Usage

MONDAY = Usage(
    sessions=1,
    capacity=10,
    pending=1,
    checked_in=2,
    attended=3,
    no_show=1,
    cancelled=4,
    auto_cancelled=5,
    walk_ins=2,
)


def test_a_seat_is_reserved_whoever_has_it_and_whoever_left_has_none() -> None:
    """R18."""
    assert MONDAY.reserved == 7


def test_rates_are_of_the_seats_and_of_those_of_whom_it_is_known() -> None:
    """Who is still expected has neither come nor been missed."""
    assert (MONDAY.fill_rate, MONDAY.attendance_rate, MONDAY.no_show_rate) == (0.7, 0.8333, 0.1667)


def test_what_would_divide_by_nothing_is_no_rate() -> None:
    nothing = Usage(sessions=1, pending=3)
    assert (nothing.fill_rate, nothing.attendance_rate, nothing.no_show_rate) == (None, None, None)


def test_an_empty_class_is_filled_to_nothing() -> None:
    assert Usage(sessions=1, capacity=8).fill_rate == 0


@pytest.mark.parametrize("other", [Usage(), MONDAY])
def test_counts_add_up(other: Usage) -> None:
    both = MONDAY + other
    assert (both.sessions, both.capacity) == (1 + other.sessions, 10 + other.capacity)
    assert (both.reserved, both.walk_ins) == (7 + other.reserved, 2 + other.walk_ins)
    assert (both.cancelled, both.auto_cancelled) == (4 + other.cancelled, 5 + other.auto_cancelled)
