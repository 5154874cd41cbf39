"""When people are reminded: the same wall time the day before, over every change of the clocks (R39)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.rules.reminders import LONGEST_AHEAD, is_reminded, reminder_at

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def local(zone: str, *moment: int, fold: int = 0) -> datetime:
    """An instant (UTC) by its wall time."""
    return datetime(*moment, fold=fold, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type, misc]  # year to minute


@pytest.mark.parametrize(
    ("zone", "starts_at", "due_at", "hours"),
    [
        ("America/New_York", (2026, 3, 4, 16, 0), (2026, 3, 3, 16, 0), 24),
        ("America/New_York", (2026, 3, 8, 16, 0), (2026, 3, 7, 16, 0), 23),
        ("America/New_York", (2026, 11, 1, 16, 0), (2026, 10, 31, 16, 0), 25),
        ("Europe/London", (2026, 3, 29, 10, 30), (2026, 3, 28, 10, 30), 23),
        ("Europe/London", (2026, 10, 25, 10, 30), (2026, 10, 24, 10, 30), 25),
        ("America/Santiago", (2026, 9, 6, 9, 0), (2026, 9, 5, 9, 0), 23),
        ("America/Santiago", (2026, 4, 5, 9, 0), (2026, 4, 4, 9, 0), 25),
        ("Africa/Cairo", (2026, 4, 24, 18, 0), (2026, 4, 23, 18, 0), 23),
        ("Africa/Cairo", (2026, 10, 30, 18, 0), (2026, 10, 29, 18, 0), 25),
        ("Australia/Lord_Howe", (2026, 10, 4, 8, 0), (2026, 10, 3, 8, 0), 23.5),
        ("Australia/Lord_Howe", (2026, 4, 5, 8, 0), (2026, 4, 4, 8, 0), 24.5),
    ],
)
def test_a_reminder_is_due_at_the_same_wall_time_the_day_before(
    zone: str, starts_at: tuple[int, ...], due_at: tuple[int, ...], hours: float
) -> None:
    start = local(zone, *starts_at)
    assert reminder_at(start, ZoneInfo(zone)) == local(zone, *due_at)
    assert start - reminder_at(start, ZoneInfo(zone)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "starts_at", "due_at"),
    [
        ("America/New_York", (2026, 3, 9, 2, 30), (2026, 3, 8, 3, 30)),
        ("Europe/London", (2026, 3, 30, 1, 30), (2026, 3, 29, 2, 30)),
        ("America/Santiago", (2026, 9, 7, 0, 15), (2026, 9, 6, 1, 15)),
        ("Africa/Cairo", (2026, 4, 25, 0, 15), (2026, 4, 24, 1, 15)),
        ("Australia/Lord_Howe", (2026, 10, 5, 2, 10), (2026, 10, 4, 2, 40)),
    ],
)
def test_a_wall_time_that_is_skipped_the_day_before_is_taken_later(
    zone: str, starts_at: tuple[int, ...], due_at: tuple[int, ...]
) -> None:
    assert reminder_at(local(zone, *starts_at), ZoneInfo(zone)) == local(zone, *due_at)


@pytest.mark.parametrize(
    ("zone", "starts_at", "due_at"),
    [
        ("America/New_York", (2026, 11, 2, 1, 30), (2026, 11, 1, 1, 30)),
        ("Europe/London", (2026, 10, 26, 1, 30), (2026, 10, 25, 1, 30)),
        ("America/Santiago", (2026, 4, 5, 23, 30), (2026, 4, 4, 23, 30)),
        ("Africa/Cairo", (2026, 10, 30, 23, 30), (2026, 10, 29, 23, 30)),
        ("Australia/Lord_Howe", (2026, 4, 6, 1, 45), (2026, 4, 5, 1, 45)),
    ],
)
def test_a_wall_time_that_comes_twice_the_day_before_is_taken_the_first_time(
    zone: str, starts_at: tuple[int, ...], due_at: tuple[int, ...]
) -> None:
    first, second = (local(zone, *due_at, fold=fold) for fold in (0, 1))
    assert first < second
    assert reminder_at(local(zone, *starts_at), ZoneInfo(zone)) == first


def test_a_class_in_the_second_of_two_hours_is_reminded_of_at_that_wall_time() -> None:
    """Its own fold says nothing of the day before, where the hour comes once; or not at all."""
    start = local("America/New_York", 2026, 11, 1, 1, 30, fold=1)
    assert reminder_at(start, ZoneInfo("America/New_York")) == local("America/New_York", 2026, 10, 31, 1, 30)


@pytest.mark.parametrize(
    ("reserved", "gets_one"), [(-SECOND, True), (timedelta(0), True), (SECOND, False), (20 * MINUTE, False)]
)
def test_who_books_later_than_that_is_not_reminded(reserved: timedelta, *, gets_one: bool) -> None:
    zone = ZoneInfo("America/New_York")
    start = local(zone.key, 2026, 3, 8, 16, 0)
    due_at = local(zone.key, 2026, 3, 7, 16, 0)
    assert is_reminded(due_at + reserved, start, zone) is gets_one


def test_no_reminder_is_due_longer_ahead_than_is_looked() -> None:
    for zone in ("America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Antarctica/Troll"):
        for hour in range(24 * 366):
            start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
            assert timedelta(0) < start - reminder_at(start, ZoneInfo(zone)) <= LONGEST_AHEAD
