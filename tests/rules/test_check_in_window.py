"""The self window (R22) and the staff's class day (R23)."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.rules.check_in_window import SelfWindow, class_day, self_window
from server.rules.verdict import ALLOWED, Refused
from server.rules.vocabulary import Refusal
from tests.rules.builders import (
    DEFAULTS,
    HOUR,
    MICROSECOND,
    NEW_YORK,
    SECOND,
    STARTS_AT,
    WINDOW,
    reason_of,
    utc,
    wall,
)

LONDON = ZoneInfo("Europe/London")
OPENS_AT = STARTS_AT - 2 * HOUR
CLOSES_AT = STARTS_AT + 2 * HOUR


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (OPENS_AT - SECOND, Refusal.TOO_EARLY),
        (OPENS_AT, None),
        (OPENS_AT + SECOND, None),
        (STARTS_AT, None),
        (CLOSES_AT - SECOND, None),
        (CLOSES_AT, None),
        (CLOSES_AT + SECOND, Refusal.TOO_LATE),
    ],
)
def test_self_check_in_is_open_from_two_hours_before_to_two_hours_after_the_start_inclusive(
    now: datetime, refusal: Refusal | None
) -> None:
    """R22."""
    assert reason_of(WINDOW.judge(now)) is refusal
    assert WINDOW.is_open_at(now) is (refusal is None)


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (OPENS_AT - MICROSECOND, Refusal.TOO_EARLY),
        (CLOSES_AT + SECOND - MICROSECOND, None),
    ],
)
def test_a_scan_counts_by_the_second_it_falls_in(now: datetime, refusal: Refusal | None) -> None:
    """R22: instants cut to whole seconds, never rounded."""
    assert reason_of(WINDOW.judge(now)) is refusal


def test_a_window_with_split_seconds_is_cut_as_well() -> None:
    """R22."""
    half_a_second = timedelta(milliseconds=500)
    window = SelfWindow(OPENS_AT + half_a_second, CLOSES_AT + half_a_second)
    assert window.judge(OPENS_AT) == ALLOWED
    assert window.judge(CLOSES_AT) == ALLOWED
    assert reason_of(window.judge(OPENS_AT - SECOND)) is Refusal.TOO_EARLY
    assert reason_of(window.judge(CLOSES_AT + SECOND)) is Refusal.TOO_LATE


def test_too_early_says_when_it_opens_and_too_late_when_it_closed() -> None:
    """R22."""
    assert WINDOW.judge(OPENS_AT - SECOND) == Refused(Refusal.TOO_EARLY, {"opens_at": OPENS_AT})
    assert WINDOW.judge(CLOSES_AT + SECOND) == Refused(Refusal.TOO_LATE, {"closes_at": CLOSES_AT})


def test_a_studio_decides_how_long_its_window_is() -> None:
    """R22: `self_opens_minutes`, `self_closes_minutes`."""
    window = self_window(STARTS_AT, replace(DEFAULTS, self_opens_minutes=15, self_closes_minutes=0))
    assert window == SelfWindow(STARTS_AT - timedelta(minutes=15), STARTS_AT)


@pytest.mark.parametrize(
    ("zone", "class_start", "opens", "closes"),
    [
        (NEW_YORK, "2026-03-08 03:30", "2026-03-08 00:30", "2026-03-08 05:30"),
        (NEW_YORK, "2026-11-01 02:30", "2026-11-01 01:30", "2026-11-01 04:30"),
        (LONDON, "2026-03-29 02:30", "2026-03-28 23:30", "2026-03-29 04:30"),
        (LONDON, "2026-10-25 02:30", "2026-10-25 01:30", "2026-10-25 04:30"),
    ],
)
def test_two_hours_are_two_hours_in_the_night_the_clocks_change(
    zone: ZoneInfo, class_start: str, opens: str, closes: str
) -> None:
    """R22: elapsed time, so wall clocks show three hours in spring and one in autumn."""
    window = self_window(wall(class_start, zone), DEFAULTS)
    assert (window.opens_at, window.closes_at) == (wall(opens, zone), wall(closes, zone))


@pytest.mark.parametrize(
    ("zone_name", "class_start", "begins", "ends"),
    [
        pytest.param("America/New_York", "2026-03-02 16:00", "2026-03-02 05:00", "2026-03-03 05:00", id="any day"),
        pytest.param("America/New_York", "2026-03-08 16:00", "2026-03-08 05:00", "2026-03-09 04:00", id="23 hours"),
        pytest.param("America/New_York", "2026-11-01 16:00", "2026-11-01 04:00", "2026-11-02 05:00", id="25 hours"),
        pytest.param("Europe/London", "2026-03-29 16:00", "2026-03-29 00:00", "2026-03-29 23:00", id="23 in London"),
        pytest.param("Europe/London", "2026-10-25 16:00", "2026-10-24 23:00", "2026-10-26 00:00", id="25 in London"),
        pytest.param("America/Santiago", "2026-09-06 16:00", "2026-09-06 04:00", "2026-09-07 03:00", id="no midnight"),
        pytest.param("America/Santiago", "2026-04-04 16:00", "2026-04-04 03:00", "2026-04-05 04:00", id="23:00 twice"),
        pytest.param("America/Havana", "2026-11-01 16:00", "2026-11-01 04:00", "2026-11-02 05:00", id="midnight twice"),
        pytest.param("Africa/Cairo", "2026-04-24 16:00", "2026-04-23 22:00", "2026-04-24 21:00", id="Cairo, spring"),
        pytest.param("Africa/Cairo", "2026-10-29 16:00", "2026-10-28 21:00", "2026-10-29 22:00", id="Cairo, autumn"),
        pytest.param("Australia/Lord_Howe", "2026-10-04 16:00", "2026-10-03 13:30", "2026-10-04 13:00", id="23½ hours"),
        pytest.param("Australia/Lord_Howe", "2026-04-05 16:00", "2026-04-04 13:00", "2026-04-05 13:30", id="24½ hours"),
        pytest.param("Pacific/Apia", "2011-12-29 16:00", "2011-12-29 10:00", "2011-12-30 10:00", id="before no 30th"),
        pytest.param("Pacific/Apia", "2011-12-31 16:00", "2011-12-30 10:00", "2011-12-31 10:00", id="after no 30th"),
    ],
)
def test_staff_check_in_on_the_whole_local_day_of_the_class(
    zone_name: str, class_start: str, begins: str, ends: str
) -> None:
    """R23: [local midnight, next local midnight), here in UTC, whatever the clocks do in that night."""
    zone = ZoneInfo(zone_name)
    starts_at = wall(class_start, zone)
    day = class_day(starts_at, starts_at + 2 * HOUR, zone, DEFAULTS)
    assert (day.begins_at, day.ends_at) == (utc(begins), utc(ends))


@pytest.mark.parametrize("hours", [1, 2, 4])
@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        ("2026-03-01 23:59:59", Refusal.NOT_CLASS_DAY),
        ("2026-03-02 00:00:00", None),
        ("2026-03-02 00:00:01", None),
        ("2026-03-02 23:59:58", None),
        ("2026-03-02 23:59:59.999999", None),
        ("2026-03-03 00:00:00", Refusal.NOT_CLASS_DAY),
        ("2026-03-03 00:00:01", Refusal.NOT_CLASS_DAY),
    ],
)
def test_the_class_day_is_midnight_to_midnight_however_long_the_class(
    hours: int, now: str, refusal: Refusal | None
) -> None:
    """R23: one second before, at and after both midnights."""
    day = class_day(STARTS_AT, STARTS_AT + hours * HOUR, NEW_YORK, DEFAULTS)
    assert reason_of(day.judge(wall(now, NEW_YORK))) is refusal


@pytest.mark.parametrize(
    ("class_start", "hours", "last_second"),
    [
        pytest.param("2026-03-02 22:00", 1, "2026-03-03 00:00:00", id="the window's end is midnight itself"),
        pytest.param("2026-03-02 22:00", 2, "2026-03-03 00:00:00", id="class and window end at midnight"),
        pytest.param("2026-03-02 22:00", 4, "2026-03-03 01:59:59", id="the class outlasts the window"),
        pytest.param("2026-03-02 23:30", 1, "2026-03-03 01:30:00", id="the window outlasts the class"),
        pytest.param("2026-03-02 21:59", 2, "2026-03-02 23:59:59", id="nothing reaches over midnight"),
    ],
)
def test_the_class_day_lasts_as_long_as_the_window_and_the_class(
    class_start: str, hours: int, last_second: str
) -> None:
    """R23: widened to the self window, whose end is inclusive, and to the class's end, which is not."""
    starts_at = wall(class_start, NEW_YORK)
    day = class_day(starts_at, starts_at + hours * HOUR, NEW_YORK, DEFAULTS)
    last = wall(last_second, NEW_YORK)
    assert day.judge(last) == ALLOWED
    assert reason_of(day.judge(last + SECOND)) is Refusal.NOT_CLASS_DAY


def test_the_class_day_begins_with_a_window_that_opens_the_evening_before() -> None:
    """R23."""
    starts_at = wall("2026-03-02 01:00", NEW_YORK)
    day = class_day(starts_at, starts_at + HOUR, NEW_YORK, DEFAULTS)
    first = wall("2026-03-01 23:00", NEW_YORK)
    assert day.judge(first) == ALLOWED
    assert reason_of(day.judge(first - SECOND)) is Refusal.NOT_CLASS_DAY
    assert day.ends_at == wall("2026-03-03 00:00", NEW_YORK)


def test_a_start_with_split_seconds_does_not_shorten_the_class_day() -> None:
    """R23, R22: whoever may check in alone, staff may check in, and in no second more."""
    half_a_second = timedelta(milliseconds=500)
    evening, night = wall("2026-03-02 23:00", NEW_YORK), wall("2026-03-02 01:00", NEW_YORK)
    late = class_day(evening + half_a_second, evening + half_a_second + 3 * HOUR, NEW_YORK, DEFAULTS)
    short = class_day(evening + half_a_second, evening + half_a_second + HOUR, NEW_YORK, DEFAULTS)
    early = class_day(night + half_a_second, night + half_a_second + HOUR, NEW_YORK, DEFAULTS)
    assert late.ends_at == wall("2026-03-03 02:00", NEW_YORK)
    assert short.ends_at == wall("2026-03-03 01:00:01", NEW_YORK)
    assert early.judge(wall("2026-03-01 23:00", NEW_YORK)) == ALLOWED


def test_not_class_day_says_from_when_to_when_staff_can() -> None:
    """R23."""
    day = class_day(STARTS_AT, STARTS_AT + HOUR, NEW_YORK, DEFAULTS)
    facts = {"begins_at": utc("2026-03-02 05:00"), "ends_at": utc("2026-03-03 05:00")}
    assert day.judge(STARTS_AT + timedelta(days=1)) == Refused(Refusal.NOT_CLASS_DAY, facts)
