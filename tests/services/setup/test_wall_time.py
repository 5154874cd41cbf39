"""A timetable is kept in local wall time, also on the nights when the clocks change (R3)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.rules.schedule import ClockChange
from server.services.setup.timetables.wall_time import (
    WallStart,
    days_between,
    is_a_date,
    shifted_weekdays,
    wall_start,
    weekly_dates,
)

SPRING, AUTUMN = ClockChange.SKIPPED, ClockChange.REPEATED

# zone, date, wall time, the instant (UTC), what the clocks do to the wall time
STARTS = [
    ("America/New_York", "2026-03-07", "16:00", "2026-03-07T21:00", None),
    ("America/New_York", "2026-03-09", "16:00", "2026-03-09T20:00", None),
    ("America/New_York", "2026-03-08", "01:59", "2026-03-08T06:59", None),
    ("America/New_York", "2026-03-08", "02:00", "2026-03-08T07:00", SPRING),
    ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30", SPRING),
    ("America/New_York", "2026-03-08", "03:00", "2026-03-08T07:00", None),
    ("America/New_York", "2026-11-01", "00:59", "2026-11-01T04:59", None),
    ("America/New_York", "2026-11-01", "01:00", "2026-11-01T05:00", AUTUMN),
    ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30", AUTUMN),
    ("America/New_York", "2026-11-01", "02:00", "2026-11-01T07:00", None),
    ("Europe/London", "2026-03-28", "16:00", "2026-03-28T16:00", None),
    ("Europe/London", "2026-03-30", "16:00", "2026-03-30T15:00", None),
    ("Europe/London", "2026-03-29", "01:30", "2026-03-29T01:30", SPRING),
    ("Europe/London", "2026-10-25", "01:30", "2026-10-25T00:30", AUTUMN),
    # midnight itself is skipped, and 23:00 to midnight comes twice
    ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00", SPRING),
    ("America/Santiago", "2026-09-06", "00:30", "2026-09-06T04:30", SPRING),
    ("America/Santiago", "2026-09-06", "01:00", "2026-09-06T04:00", None),
    ("America/Santiago", "2026-04-04", "23:30", "2026-04-05T02:30", AUTUMN),
    ("America/Santiago", "2026-04-05", "00:00", "2026-04-05T04:00", None),
    ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:30", SPRING),
    ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30", AUTUMN),
    # half an hour
    ("Australia/Lord_Howe", "2026-10-04", "02:00", "2026-10-03T15:30", SPRING),
    ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45", SPRING),
    ("Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-03T15:30", None),
    ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45", AUTUMN),
    ("Australia/Lord_Howe", "2026-04-05", "02:00", "2026-04-04T15:30", None),
    ("Asia/Kolkata", "2026-03-08", "02:30", "2026-03-07T21:00", None),
    ("Asia/Kolkata", "2026-11-01", "01:30", "2026-10-31T20:00", None),
    ("Pacific/Apia", "2011-12-29", "16:00", "2011-12-30T02:00", None),
    ("Pacific/Apia", "2011-12-31", "16:00", "2011-12-31T02:00", None),
    ("UTC", "2026-03-29", "02:30", "2026-03-29T02:30", None),
]


@pytest.mark.parametrize(("zone", "day", "wall", "instant", "change"), STARTS)
def test_a_wall_time_is_at_one_instant_of_each_date(
    zone: str, day: str, wall: str, instant: str, change: ClockChange | None
) -> None:
    """R3: what comes twice is the first, what does not exist is later by what the clocks skip."""
    start = wall_start(date.fromisoformat(day), time.fromisoformat(wall), ZoneInfo(zone))
    assert start == WallStart(datetime.fromisoformat(instant).replace(tzinfo=UTC), change)
    assert start.at.tzinfo is UTC


@pytest.mark.parametrize("zone", sorted({row[0] for row in STARTS}))
def test_four_in_the_afternoon_is_at_four_all_year(zone: str) -> None:
    """R3."""
    for place in range(365):
        day = date(2026, 1, 1) + timedelta(days=place)
        start = wall_start(day, time(16), ZoneInfo(zone))
        local = start.at.astimezone(ZoneInfo(zone))
        assert (local.date(), local.time(), start.clock_change) == (day, time(16), None)


def test_a_date_that_the_clocks_skip_is_no_date() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert [is_a_date(date(2011, 12, day), apia) for day in (29, 30, 31)] == [True, False, True]


@pytest.mark.parametrize("zone", ["America/Santiago", "Africa/Cairo", "America/New_York"])
def test_a_date_without_a_midnight_or_with_two_is_a_date(zone: str) -> None:
    assert all(is_a_date(date(2026, 1, 1) + timedelta(days=day), ZoneInfo(zone)) for day in range(365))


def test_weekdays_are_iso_weekdays_and_both_ends_count() -> None:
    monday, sunday = date(2026, 3, 2), date(2026, 3, 8)
    assert weekly_dates([1, 7], monday, sunday, 10) == [monday, sunday]
    assert weekly_dates([7, 1], date(2026, 3, 3), date(2026, 3, 9), 10) == [sunday, date(2026, 3, 9)]
    assert weekly_dates([3], monday, date(2026, 3, 3), 10) == []


def test_no_more_dates_are_counted_than_asked() -> None:
    assert len(weekly_dates(range(1, 8), date(2000, 1, 1), date(2100, 12, 31), 2001)) == 2001


def test_weekdays_move_round_the_week() -> None:
    assert shifted_weekdays([1, 3, 7], 1) == [1, 2, 4]
    assert shifted_weekdays([1], -8) == [7]
    assert days_between(date(2026, 3, 2), date(2026, 3, 1)) == -1
