"""When the punches of a pass that has ended run out (R9)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.expiry import last_date_to_expire, punches_to_expire
from server.rules.local_time import start_of_day
from tests.rules.builders import MICROSECOND, NEW_YORK, PROPERTY, wall
from tests.rules.nights_of_change import NIGHTS_OF_CHANGE

DAY = timedelta(days=1)
ZONES = sorted({zone for zone, *_ in NIGHTS_OF_CHANGE} | {"Pacific/Apia", "Asia/Kolkata"})


@pytest.mark.parametrize(
    ("now", "hours", "last"),
    [
        ("2026-04-04 00:00", 72, date(2026, 3, 30)),
        ("2026-04-04 00:01", 72, date(2026, 3, 31)),
        ("2026-04-04 01:00", 72, date(2026, 3, 31)),
        ("2026-04-01 00:00", 0, date(2026, 3, 30)),
        ("2026-04-01 01:00", 0, date(2026, 3, 31)),
        ("2026-03-31 23:59", 0, date(2026, 3, 30)),
    ],
)
def test_a_date_runs_out_once_more_than_the_hours_have_passed_since_its_end(now: str, hours: int, last: date) -> None:
    """R9: a pass that ends on the 31st keeps its punches for 72 hours from midnight."""
    assert last_date_to_expire(wall(now, NEW_YORK), NEW_YORK, hours) == last


def test_the_hours_are_elapsed_ones_where_the_clocks_change() -> None:
    """R1: the 8th of March has 23 hours in New York."""
    ended = start_of_day(date(2026, 3, 8), NEW_YORK)
    expired = [last_date_to_expire(ended + timedelta(hours=24) + more, NEW_YORK, 24) for more in (0 * DAY, MICROSECOND)]
    assert expired == [date(2026, 3, 6), date(2026, 3, 7)]
    assert (ended + timedelta(hours=24)).astimezone(NEW_YORK).hour == 1


@PROPERTY
@given(
    st.integers(0, 366 * 24 * 60),
    st.sampled_from(ZONES),
    st.integers(0, 168),
)
def test_the_last_date_is_the_last_whose_end_lies_behind(minute: int, zone_name: str, hours: int) -> None:
    """R9, in every zone and on every night."""
    zone, now = ZoneInfo(zone_name), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    last = last_date_to_expire(now, zone, hours)
    grace = timedelta(hours=hours)
    assert start_of_day(last + DAY, zone) + grace < now <= start_of_day(last + 2 * DAY, zone) + grace


@pytest.mark.parametrize(("remaining", "held", "expire"), [(5, 0, 5), (5, 2, 3), (2, 2, 0), (1, 2, 0), (0, 0, 0)])
def test_what_bookings_hold_does_not_run_out(remaining: int, held: int, expire: int) -> None:
    """R9, R10."""
    assert punches_to_expire(remaining, held) == expire
