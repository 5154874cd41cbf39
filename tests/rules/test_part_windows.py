"""The windows of parts: what they hold, and what two of one course may not share (R17)."""

from datetime import date, timedelta

import pytest

from server.rules.part_windows import PartWindow, dates_outside

DAY = timedelta(days=1)
MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)
WEEK = PartWindow(MONDAY, SUNDAY)
ANY_TIME = PartWindow()


@pytest.mark.parametrize(
    ("window", "holds"),
    [
        (WEEK, (False, True, True, True, True, False)),
        (PartWindow(first=MONDAY), (False, True, True, True, True, True)),
        (PartWindow(last=SUNDAY), (True, True, True, True, True, False)),
        (PartWindow(MONDAY, MONDAY), (False, True, False, False, False, False)),
        (ANY_TIME, (True,) * 6),
    ],
)
def test_both_dates_belong_to_the_window_and_an_absent_one_is_open(window: PartWindow, holds: tuple[bool, ...]) -> None:
    """R17, and R6 for what is open."""
    days = (MONDAY - DAY, MONDAY, MONDAY + DAY, SUNDAY - DAY, SUNDAY, SUNDAY + DAY)
    assert tuple(window.contains(day) for day in days) == holds
    assert dates_outside(window, days) == [day for day, held in zip(days, holds, strict=True) if not held]


def test_dates_outside_come_in_their_order_and_once() -> None:
    """R17."""
    assert dates_outside(WEEK, [SUNDAY + DAY, MONDAY, MONDAY - DAY, SUNDAY + DAY]) == [MONDAY - DAY, SUNDAY + DAY]


@pytest.mark.parametrize(
    ("window", "is_backwards"),
    [
        (WEEK, False),
        (PartWindow(MONDAY, MONDAY), False),
        (PartWindow(MONDAY, MONDAY - DAY), True),
        (PartWindow(first=SUNDAY), False),
        (PartWindow(last=MONDAY), False),
        (ANY_TIME, False),
    ],
)
def test_a_window_that_ends_before_it_begins_is_backwards(window: PartWindow, is_backwards: bool) -> None:  # noqa: FBT001 - a column of the table
    """R17."""
    assert window.is_backwards is is_backwards


@pytest.mark.parametrize(
    ("other", "shares"),
    [
        (PartWindow(SUNDAY + DAY, SUNDAY + 7 * DAY), False),
        (PartWindow(SUNDAY, SUNDAY + 7 * DAY), True),
        (PartWindow(MONDAY - 7 * DAY, MONDAY - DAY), False),
        (PartWindow(MONDAY - 7 * DAY, MONDAY), True),
        (PartWindow(MONDAY + DAY, SUNDAY - DAY), True),
        (PartWindow(MONDAY - DAY, SUNDAY + DAY), True),
        (PartWindow(first=SUNDAY), True),
        (PartWindow(first=SUNDAY + DAY), False),
        (PartWindow(last=MONDAY), True),
        (PartWindow(last=MONDAY - DAY), False),
        (WEEK, True),
        (ANY_TIME, False),
    ],
)
def test_two_windows_overlap_where_they_share_a_date(other: PartWindow, shares: bool) -> None:  # noqa: FBT001 - a column of the table
    """R17: a part that is taught at any time stands in nobody's way."""
    assert WEEK.overlaps(other) is shares
    assert other.overlaps(WEEK) is shares


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (WEEK, "2026-03-02 to 2026-03-08"),
        (PartWindow(first=MONDAY), "from 2026-03-02"),
        (PartWindow(last=SUNDAY), "until 2026-03-08"),
        (ANY_TIME, "any date"),
    ],
)
def test_a_window_is_written_with_the_dates_of_the_wire(window: PartWindow, said: str) -> None:
    """The form in which it was sent."""
    assert str(window) == said
