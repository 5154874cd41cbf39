"""The week strip of the book page: Monday to Sunday, the chosen day, and the ways to the weeks beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from server.contract.base import FIRST_YEAR, LAST_YEAR, DateSpan
from server.contract.reservations import AvailableSession
from server.pages.views.spoken import EN_DASH, counted, spoken_date, weekday_of

WEEK: Final = timedelta(days=7)
_FIRST_MONDAY: Final = date(FIRST_YEAR, 1, 3)
_LAST_SUNDAY: Final = date(LAST_YEAR, 12, 26)


@dataclass(frozen=True)
class Day:
    """One day of the strip; a day that has passed leads nowhere."""

    weekday: str
    number: int
    label: str
    href: str | None
    is_chosen: bool
    has_classes: bool


@dataclass(frozen=True)
class Week:
    """The strip. `previous` and `next` are addresses, None where there is nothing to go to."""

    title: str
    days: Sequence[Day]
    previous: str | None
    next: str | None


def week_of(day: date) -> DateSpan:
    """Return Monday to Sunday around a date of the years that the contract allows."""
    monday = min(max(day - timedelta(days=day.weekday()), _FIRST_MONDAY), _LAST_SUNDAY - timedelta(days=6))
    return DateSpan(monday, monday + timedelta(days=6))


def first_day_with_class(sessions: Iterable[AvailableSession], now: datetime) -> date | None:
    """Return the first local date on which one of the sessions is still to come."""
    return min((session.local_date for session in sessions if session.starts_at > now), default=None)


def first_day(span: DateSpan, today: date) -> date:
    """Return the first day of a week that is not past, or its last."""
    return min(max(span.first, today), span.last)


def book_address(pass_id: int, **facts: object) -> str:
    """Return the book page's address for a pass: `day=` or `week=` as ISO dates."""
    return "/book?" + urlencode({"pass": pass_id, **facts})


def week_strip(pass_id: int, chosen: date, sessions: Iterable[AvailableSession], today: date) -> Week:
    """Return the strip around the chosen day."""
    span = week_of(chosen)
    with_classes = [session.local_date for session in sessions]
    days = [span.first + timedelta(days=number) for number in range(7)]
    return Week(
        title=f"{spoken_date(span.first, today)} {EN_DASH} {spoken_date(span.last, today)}",
        days=[_day(day, chosen, with_classes.count(day), None if day < today else pass_id, today) for day in days],
        previous=book_address(pass_id, week=span.first - WEEK) if span.first > max(today, _FIRST_MONDAY) else None,
        next=book_address(pass_id, week=span.first + WEEK) if span.last < _LAST_SUNDAY else None,
    )


def _day(day: date, chosen: date, classes: int, pass_id: int | None, today: date) -> Day:
    return Day(
        weekday=weekday_of(day),
        number=day.day,
        label=f"{spoken_date(day, today)}, {counted(classes, 'class', 'classes') if classes else 'no classes'}",
        href=None if pass_id is None else book_address(pass_id, day=day),
        is_chosen=day == chosen,
        has_classes=classes > 0,
    )
