"""Studio-local time: days and spoken times (R1, R4)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.rules.local_time import (
    dated_day,
    dated_moment,
    local_date,
    spoken_day,
    spoken_moment,
    spoken_time,
    start_of_day,
    weekday_in_full,
    whole_seconds,
)
from tests.rules.builders import MICROSECOND, NEW_YORK, SECOND, STARTS_AT, utc, wall

MONDAY = wall("2026-03-02 09:00", NEW_YORK)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-03-02 04:59:59", date(2026, 3, 1)),
        ("2026-03-02 05:00:00", date(2026, 3, 2)),
        ("2026-03-03 04:59:59", date(2026, 3, 2)),
        ("2026-03-03 05:00:00", date(2026, 3, 3)),
    ],
)
def test_the_date_is_the_studios(now: str, day: date) -> None:
    """R1: UTC-5 in winter."""
    assert local_date(utc(now), NEW_YORK) == day


@pytest.mark.parametrize(
    ("zone_name", "day", "begins"),
    [
        pytest.param("America/Santiago", date(2026, 9, 6), "2026-09-06 04:00", id="the clocks skip midnight"),
        pytest.param("Africa/Cairo", date(2026, 4, 24), "2026-04-23 22:00", id="the clocks skip midnight in Cairo"),
        pytest.param("America/Havana", date(2026, 11, 1), "2026-11-01 04:00", id="midnight comes twice"),
        pytest.param("America/Santiago", date(2026, 4, 5), "2026-04-05 04:00", id="the hour before it comes twice"),
        pytest.param("Pacific/Apia", date(2011, 12, 30), "2011-12-30 10:00", id="a day that never was"),
        pytest.param("Pacific/Apia", date(2011, 12, 31), "2011-12-30 10:00", id="the day after it"),
        pytest.param("Asia/Kathmandu", date(2026, 3, 2), "2026-03-01 18:15", id="a quarter of an hour"),
    ],
)
def test_a_day_begins_with_its_first_instant(zone_name: str, day: date, begins: str) -> None:
    """R23: and the instant before belongs to an earlier day."""
    zone = ZoneInfo(zone_name)
    start = start_of_day(day, zone)
    assert (start, start.tzinfo) == (utc(begins), UTC)
    assert local_date(start - SECOND, zone) < day <= local_date(start, zone)


def test_seconds_are_cut_and_never_rounded() -> None:
    """R22."""
    assert whole_seconds(STARTS_AT + SECOND - MICROSECOND) == STARTS_AT
    assert whole_seconds(STARTS_AT) == STARTS_AT


@pytest.mark.parametrize(
    ("local", "spoken"),
    [
        ("2026-03-02 00:00", "today at 00:00"),
        ("2026-03-02 23:59:59", "today at 23:59"),
        ("2026-03-03 00:00", "tomorrow at 00:00"),
        ("2026-03-03 16:05", "tomorrow at 16:05"),
        ("2026-03-04 16:00", "Wed 4 Mar at 16:00"),
        ("2026-03-01 16:00", "Sun 1 Mar at 16:00"),
        ("2026-12-31 16:00", "Thu 31 Dec at 16:00"),
        ("2025-12-31 16:00", "Wed 31 Dec 2025 at 16:00"),
        ("2027-01-01 09:30", "Fri 1 Jan 2027 at 09:30"),
    ],
)
def test_a_moment_is_said_as_people_say_it(local: str, spoken: str) -> None:
    """R4: the day by name, the year only where it is another."""
    assert spoken_moment(wall(local, NEW_YORK), NEW_YORK, MONDAY) == spoken


def test_tomorrow_is_tomorrow_in_the_new_year_too() -> None:
    """R4."""
    new_years_eve = wall("2026-12-31 20:00", NEW_YORK)
    assert spoken_day(wall("2027-01-01 16:00", NEW_YORK), NEW_YORK, new_years_eve) == "tomorrow"


def test_what_is_read_on_later_days_too_is_said_by_its_date() -> None:
    """R4, R39: "today" in a mail would be wrong tomorrow."""
    assert dated_day(wall("2026-03-02 23:59", NEW_YORK), NEW_YORK, MONDAY) == "Mon 2 Mar"
    assert dated_day(wall("2027-03-02 16:00", NEW_YORK), NEW_YORK, MONDAY) == "Tue 2 Mar 2027"


def test_what_is_today_is_the_studios_today() -> None:
    """R4: 23:00 in New York and 04:00 in UTC are one instant."""
    late = wall("2026-03-02 23:00", NEW_YORK)
    assert spoken_moment(late, NEW_YORK, MONDAY) == "today at 23:00"
    assert spoken_moment(late, ZoneInfo("UTC"), MONDAY) == "tomorrow at 04:00"


def test_a_clock_change_moves_what_is_said() -> None:
    """R4, R3."""
    assert [spoken_time(utc(f"2026-03-08 {hour}:30"), NEW_YORK) for hour in ("06", "07")] == ["01:30", "03:30"]
    assert [spoken_time(utc(f"2026-11-01 {hour}:30"), NEW_YORK) for hour in ("05", "06")] == ["01:30", "01:30"]


def test_all_days_and_months_have_their_english_names() -> None:
    """R4: by our own list, for Qt sets the machine's locale at the kiosk."""
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    spoken = [spoken_day(now + timedelta(days=days), ZoneInfo("UTC"), now).split() for days in range(2, 365)]
    assert list(dict.fromkeys(weekday for weekday, _, _ in spoken)) == ["Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"]
    assert " ".join(dict.fromkeys(month for _, _, month in spoken)) == "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def test_a_weekday_in_full_is_the_studios_own() -> None:
    """R4: late on Monday evening in New York it is Tuesday in UTC."""
    assert weekday_in_full(wall("2026-03-02 23:30", NEW_YORK), NEW_YORK) == "Monday"


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2026-03-02 21:00:00", "Mon 2 Mar 2026, 16:00"),
        ("2026-11-01 05:30:00", "Sun 1 Nov 2026, 01:30"),
        ("2027-01-01 04:59:59", "Thu 31 Dec 2026, 23:59"),
    ],
)
def test_what_is_read_at_any_later_time_says_the_year(instant: str, said: str) -> None:
    """R4."""
    assert dated_moment(utc(instant), NEW_YORK) == said
