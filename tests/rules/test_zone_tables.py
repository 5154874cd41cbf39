"""The nights in which clocks change, zone by zone: class day, self and booking window, validity (R7, R13, R22, R23).

Every expected instant is written down as people there read their clocks, or in UTC, and not computed by what is tested.
Lord Howe moves by half an hour, Cairo and Santiago skip midnight itself, Kolkata never changes and is half an hour off,
Apia left out a whole day in 2011 and is a day ahead of most.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.rules.check_in_window import class_day, self_window
from server.rules.eligibility import judge_by_customer
from server.rules.passes import is_usable_on
from server.rules.verdict import ALLOWED
from server.rules.vocabulary import Refusal
from tests.rules.builders import BOOKING, DEFAULTS, HOUR, PUNCH_PASS, SECOND, SESSION, reason_of, utc

NEW_YORK, LONDON, SANTIAGO = "America/New_York", "Europe/London", "America/Santiago"
CAIRO, LORD_HOWE, KOLKATA, APIA = "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"


def on_the_wall(text: str, zone_name: str) -> datetime:
    """Read a wall clock with its offset, and insist that it shows that there."""
    read = datetime.fromisoformat(text)
    assert read.utcoffset() == read.astimezone(ZoneInfo(zone_name)).utcoffset(), f"{text} never was in {zone_name}"
    return read.astimezone(ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("zone_name", "opens", "starts", "closes"),
    [
        (NEW_YORK, "2026-03-08T00:30-05:00", "2026-03-08T03:30-04:00", "2026-03-08T05:30-04:00"),
        (NEW_YORK, "2026-11-01T01:30-04:00", "2026-11-01T02:30-05:00", "2026-11-01T04:30-05:00"),
        (LONDON, "2026-03-28T23:30+00:00", "2026-03-29T02:30+01:00", "2026-03-29T04:30+01:00"),
        (LONDON, "2026-10-24T23:30+01:00", "2026-10-25T01:30+01:00", "2026-10-25T02:30+00:00"),
        (SANTIAGO, "2026-09-05T22:30-04:00", "2026-09-06T01:30-03:00", "2026-09-06T03:30-03:00"),
        (SANTIAGO, "2026-04-04T21:30-03:00", "2026-04-04T23:30-03:00", "2026-04-05T00:30-04:00"),
        (CAIRO, "2026-04-23T23:00+02:00", "2026-04-24T02:00+03:00", "2026-04-24T04:00+03:00"),
        (CAIRO, "2026-10-29T22:30+03:00", "2026-10-29T23:30+02:00", "2026-10-30T01:30+02:00"),
        (LORD_HOWE, "2026-10-04T00:30+10:30", "2026-10-04T03:00+11:00", "2026-10-04T05:00+11:00"),
        (LORD_HOWE, "2026-04-05T00:30+11:00", "2026-04-05T02:00+10:30", "2026-04-05T04:00+10:30"),
        (KOLKATA, "2026-03-08T00:30+05:30", "2026-03-08T02:30+05:30", "2026-03-08T04:30+05:30"),
        (APIA, "2011-12-29T23:00-10:00", "2011-12-31T01:00+14:00", "2011-12-31T03:00+14:00"),
    ],
)
def test_self_check_in_is_open_for_two_hours_of_elapsed_time_each_way(
    zone_name: str, opens: str, starts: str, closes: str
) -> None:
    """R22: inclusive at both ends, whatever the clocks on the wall do in between."""
    window = self_window(on_the_wall(starts, zone_name), DEFAULTS)
    opens_at, closes_at = on_the_wall(opens, zone_name), on_the_wall(closes, zone_name)
    edges = (opens_at - SECOND, opens_at, closes_at, closes_at + SECOND)
    assert [window.is_open_at(instant) for instant in edges] == [False, True, True, False]


@pytest.mark.parametrize(
    ("zone_name", "day", "begins", "hours"),
    [
        (NEW_YORK, "2026-03-08", "2026-03-08 05:00", 23),
        (NEW_YORK, "2026-11-01", "2026-11-01 04:00", 25),
        (LONDON, "2026-03-29", "2026-03-29 00:00", 23),
        (LONDON, "2026-10-25", "2026-10-24 23:00", 25),
        (SANTIAGO, "2026-09-06", "2026-09-06 04:00", 23),
        (SANTIAGO, "2026-04-04", "2026-04-04 03:00", 25),
        (CAIRO, "2026-04-24", "2026-04-23 22:00", 23),
        (CAIRO, "2026-10-29", "2026-10-28 21:00", 25),
        (LORD_HOWE, "2026-10-04", "2026-10-03 13:30", 23.5),
        (LORD_HOWE, "2026-04-05", "2026-04-04 13:00", 24.5),
        (KOLKATA, "2026-03-08", "2026-03-07 18:30", 24),
        (KOLKATA, "2026-11-01", "2026-10-31 18:30", 24),
        (APIA, "2026-03-08", "2026-03-07 11:00", 24),
        (APIA, "2011-12-29", "2011-12-29 10:00", 24),
        (APIA, "2011-12-31", "2011-12-30 10:00", 24),
    ],
)
def test_a_date_is_what_lies_between_its_midnights(zone_name: str, day: str, begins: str, hours: float) -> None:
    """R23 and R7: staff check in on that day and no second more, and a pass that is valid on it alone is usable."""
    zone, begins_at = ZoneInfo(zone_name), utc(begins)
    ends_at = begins_at + timedelta(hours=hours)
    noon = begins_at + timedelta(hours=hours / 2)
    span = class_day(noon, noon + HOUR, zone, DEFAULTS)
    assert (span.begins_at, span.ends_at) == (begins_at, ends_at)
    only_then = replace(PUNCH_PASS, valid_from=date.fromisoformat(day), valid_until=date.fromisoformat(day))
    edges = (begins_at - SECOND, begins_at, ends_at - SECOND, ends_at)
    usable = [is_usable_on(only_then, instant.astimezone(zone).date()) for instant in edges]
    assert usable == [False, True, True, False]
    for instant, is_usable in zip(edges, usable, strict=True):
        session = replace(SESSION, starts_at=instant, ends_at=instant + HOUR)
        booking = replace(BOOKING, terms=only_then, session=session, zone=zone)
        refusal = reason_of(judge_by_customer(booking, instant - HOUR))
        assert refusal is (None if is_usable else Refusal.PASS_NOT_VALID)


@pytest.mark.parametrize(
    ("zone_name", "opens", "closes", "starts"),
    [
        (NEW_YORK, "2026-03-01T15:00-05:00", "2026-03-08T00:30-05:00", "2026-03-08T16:00-04:00"),
        (NEW_YORK, "2026-10-25T17:00-04:00", "2026-11-01T01:30-04:00", "2026-11-01T16:00-05:00"),
        (LONDON, "2026-03-22T15:00+00:00", "2026-03-29T00:30+00:00", "2026-03-29T16:00+01:00"),
        (LONDON, "2026-10-18T17:00+01:00", "2026-10-25T01:30+01:00", "2026-10-25T16:00+00:00"),
        (SANTIAGO, "2026-08-30T15:00-04:00", "2026-09-06T01:30-03:00", "2026-09-06T16:00-03:00"),
        (CAIRO, "2026-10-23T17:00+03:00", "2026-10-30T01:30+02:00", "2026-10-30T16:00+02:00"),
        (LORD_HOWE, "2026-09-27T15:30+10:30", "2026-10-04T01:30+10:30", "2026-10-04T16:00+11:00"),
        (KOLKATA, "2026-03-01T16:00+05:30", "2026-03-08T01:30+05:30", "2026-03-08T16:00+05:30"),
        (APIA, "2011-12-24T16:00-10:00", "2011-12-31T13:30+14:00", "2012-01-01T16:00+14:00"),
    ],
)
def test_booking_opens_a_week_of_elapsed_time_before_and_closes_by_the_hour(
    zone_name: str, opens: str, closes: str, starts: str
) -> None:
    """R13: seven times 24 hours, so that the clock on the wall shows another hour where it was changed in between."""
    starts_at, opens_at, closes_at = (on_the_wall(text, zone_name) for text in (starts, opens, closes))
    minutes = int((starts_at - closes_at).total_seconds()) // 60
    week = replace(DEFAULTS, booking_opens_days=7, booking_closes_minutes=minutes)
    session = replace(SESSION, starts_at=starts_at, ends_at=starts_at + HOUR)
    booking = replace(BOOKING, session=session, zone=ZoneInfo(zone_name), settings=week)
    assert reason_of(judge_by_customer(booking, opens_at - SECOND)) is Refusal.BOOKING_NOT_OPEN
    assert judge_by_customer(booking, opens_at) == ALLOWED
    assert judge_by_customer(booking, closes_at - SECOND) == ALLOWED
    assert reason_of(judge_by_customer(booking, closes_at)) is Refusal.BOOKING_CLOSED
