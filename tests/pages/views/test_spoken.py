"""Days, times and zones as people say them (R4)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from server.pages.views.spoken import counted, day_title, joined, spoken_date, time_span, zone_words

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 3, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("timezone", "words"),
    [
        ("America/New_York", "New York time"),
        ("Europe/London", "London time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC time"),
    ],
)
def test_a_zone_is_named_by_its_place(timezone: str, words: str) -> None:
    assert zone_words(timezone) == words


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 3, 3, 5, tzinfo=UTC), "Today, Tue 3 Mar"),
        (datetime(2026, 3, 4, 4, 59, 59, tzinfo=UTC), "Today, Tue 3 Mar"),
        (datetime(2026, 3, 4, 5, tzinfo=UTC), "Tomorrow, Wed 4 Mar"),
        (datetime(2026, 3, 3, 4, 59, 59, tzinfo=UTC), "Mon 2 Mar"),
        (datetime(2026, 3, 5, 21, tzinfo=UTC), "Thu 5 Mar"),
        (datetime(2027, 1, 5, 21, tzinfo=UTC), "Tue 5 Jan 2027"),
    ],
)
def test_a_day_is_today_and_tomorrow_by_the_studios_midnight(instant: datetime, words: str) -> None:
    assert day_title(instant, NEW_YORK, NOON) == words


def test_a_class_over_the_spring_change_shows_both_wall_times() -> None:
    starts_at, ends_at = datetime(2026, 3, 8, 6, 30, tzinfo=UTC), datetime(2026, 3, 8, 8, 30, tzinfo=UTC)
    assert time_span(starts_at, ends_at, NEW_YORK) == "01:30\N{EN DASH}04:30"


def test_a_date_names_its_year_only_when_it_is_another_one() -> None:
    today = NOON.date()
    assert spoken_date(today, today) == "3 Mar"
    assert spoken_date(today.replace(year=2025), today) == "3 Mar 2025"


def test_one_is_not_many() -> None:
    assert [counted(count, "seat", "seats") for count in (0, 1, 2)] == ["0 seats", "1 seat", "2 seats"]


def test_what_is_not_there_leaves_no_dot() -> None:
    assert joined("Room 1", None, "", "Maya") == "Room 1 · Maya"
    assert joined(None) == ""
