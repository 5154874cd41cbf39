"""Which dates a weekly pattern has, and at which instant a wall time is on each of them (R3).

The nights on which the clocks change are decided here and nowhere else: a wall time that comes twice is the first, one
that does not exist is later by what the clocks skip (decision 0008).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule
from dateutil.tz import datetime_exists, resolve_imaginary

from server.rules.local_time import local_date, start_of_day
from server.rules.schedule import ClockChange


@dataclass(frozen=True)
class WallStart:
    """The instant (UTC) of a wall time on a date, and what the clocks do to it there; None: nothing, as usual."""

    at: datetime
    clock_change: ClockChange | None = None


def weekly_dates(weekdays: Collection[int], first: date, last: date, at_most: int) -> list[date]:
    """Return the dates that fall on ISO weekdays, both ends inclusive, in order; no more than `at_most`."""
    rule = rrule(
        WEEKLY,
        byweekday=[weekday - 1 for weekday in weekdays],
        dtstart=datetime.combine(first, time()),
        until=datetime.combine(last, time()),
    )
    return [moment.date() for moment in islice(rule, at_most)]


def is_a_date(day: date, zone: ZoneInfo) -> bool:
    """Tell whether a date exists in a zone: Samoa went from 29 to 31 December 2011."""
    return local_date(start_of_day(day, zone), zone) == day


def wall_start(day: date, wall: time, zone: ZoneInfo) -> WallStart:
    """Return when a wall time is on a date: the first of two, and later by the gap where there is none."""
    moment = datetime.combine(day, wall, zone)
    if not datetime_exists(moment):
        return WallStart(resolve_imaginary(moment).astimezone(UTC), ClockChange.SKIPPED)
    is_repeated = moment.utcoffset() != moment.replace(fold=1).utcoffset()
    return WallStart(moment.astimezone(UTC), ClockChange.REPEATED if is_repeated else None)


def shifted_weekdays(weekdays: Collection[int], days: int) -> list[int]:
    """Return ISO weekdays, in order, some days later (or earlier, where negative)."""
    return sorted((weekday - 1 + days) % 7 + 1 for weekday in weekdays)


def days_between(old: date, new: date) -> int:
    """Return by how many days a date is later than another."""
    return (new - old) // timedelta(days=1)
