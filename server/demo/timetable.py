"""The demo's class sessions: two weeks of them round the present instant, in local wall time (R3)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.rules.local_time import local_date

SOONEST = timedelta(minutes=20)
HALF_HOUR = timedelta(minutes=30)
LENGTH = timedelta(hours=2)
JUST_ENDED = timedelta(minutes=10)


@dataclass(frozen=True)
class Slot:
    """One session to be: which course and part (its position, None for no part), and when it starts (UTC)."""

    course: str
    starts_at: datetime
    room: str
    instructor: str
    part: int | None = None
    is_makeup: bool = False


WHEEL = "Beginner Wheel Throwing"
MUGS = "Mug Building"
OPEN_STUDIO = "Open Studio"
WEEKS_OF_MUGS = ((-7, 1), (0, 2), (7, 3), (14, None))
"""In how many days a week of Mug Building begins, and which part it teaches; the last is the makeup week."""


def week_of_part(part: int, today: date) -> tuple[date, date]:
    """Return the first and the last date of the week that teaches a part of Mug Building."""
    first = today + timedelta(days=next(offset for offset, taught in WEEKS_OF_MUGS if taught == part))
    return first, first + timedelta(days=6)


def next_start(now: datetime) -> datetime:
    """Return the start of the class that begins within the hour: a full or a half hour, twenty minutes away or more."""
    earliest = now + SOONEST
    past = timedelta(minutes=earliest.minute % 30, seconds=earliest.second, microseconds=earliest.microsecond)
    return earliest - past + HALF_HOUR if past else earliest


def just_ended_start(now: datetime) -> datetime:
    """Return the start of the class that has just ended."""
    return (now - JUST_ENDED - LENGTH).replace(second=0, microsecond=0)


def slots(now: datetime, zone: ZoneInfo) -> list[Slot]:
    """Return the sessions of the last and the next days."""
    today = local_date(now, zone)
    soon = next_start(now).astimezone(zone).time()
    evening = time(19, 0)
    wheel = [
        Slot(WHEEL, _at(today + timedelta(days=day), soon, zone), "Room 1", "Maya")
        for day in range(-6, 15)
        if (today + timedelta(days=day)).weekday() < 5 or day == 0
    ]
    open_studio = [
        Slot(OPEN_STUDIO, _at(today + timedelta(days=day), evening, zone), "Main hall", "Tom") for day in range(-5, 15)
    ]
    ended = Slot(OPEN_STUDIO, just_ended_start(now), "Main hall", "Tom")
    return [*wheel, *open_studio, ended, *_mugs(today, zone)]


def _mugs(today: date, zone: ZoneInfo) -> list[Slot]:
    """Any day of the week: two evenings of each."""
    return [
        Slot(MUGS, _at(today + timedelta(days=offset + day), time(18, 30), zone), "Room 2", "Maya", part, part is None)
        for offset, part in WEEKS_OF_MUGS
        for day in (1, 3)
    ]


def _at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(ZoneInfo("UTC"))
