"""Days, times, zones and counts as people say them (R4)."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.rules.local_time import MONTHS, WEEKDAYS, dated_day, local_date, spoken_time

EN_DASH: Final = "\N{EN DASH}"


def zone_words(timezone: str) -> str:
    """Name a studio's IANA zone: "New York time"."""
    place = timezone.rpartition("/")[2].replace("_", " ")
    return f"{place} time"


def day_title(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return a class's day for a heading: "Today, Tue 3 Mar", "Tomorrow, Wed 4 Mar", "Thu 5 Mar"."""
    day, today = local_date(instant, zone), local_date(now, zone)
    dated = dated_day(instant, zone, now)
    if day == today:
        return f"Today, {dated}"
    return f"Tomorrow, {dated}" if day == today + timedelta(days=1) else dated


def time_span(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Return a class's wall times: "16:00-18:00", with an en dash."""
    return f"{spoken_time(starts_at, zone)}{EN_DASH}{spoken_time(ends_at, zone)}"


def spoken_date(day: date, today: date) -> str:
    """Return a date without its weekday: "27 Feb", the year only when it is another one."""
    spoken = f"{day.day} {MONTHS[day.month - 1]}"
    return spoken if day.year == today.year else f"{spoken} {day.year}"


def weekday_of(day: date) -> str:
    """Return "Mon" to "Sun"."""
    return WEEKDAYS[day.weekday()]


def counted(count: int, one: str, many: str) -> str:
    """Return "1 seat" or "4 seats"."""
    return f"{count} {one if count == 1 else many}"


def joined(*words: str | None) -> str:
    """Return what there is of some words, with dots between: "Room 1 · Maya"."""
    return " · ".join(word for word in words if word)
