"""Studio-local time: days and spoken times. Instants come in as aware UTC (R1, R4)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# `strftime` would follow the machine's locale, and Qt sets that at the kiosk.
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_IN_FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """Return the studio's date at an instant."""
    return instant.astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which a local date begins.

    Where the clocks skip midnight the day begins with the change; where midnight comes twice, with the first:
    both are what `fold=0` means.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


def whole_seconds(instant: datetime) -> datetime:
    """Return the instant cut to whole seconds, as R22 compares them."""
    return instant.replace(microsecond=0)


def spoken_time(instant: datetime, zone: ZoneInfo) -> str:
    """Return the studio's wall time of an instant: "16:00"."""
    return instant.astimezone(zone).strftime("%H:%M")


def spoken_day(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return the day as people say it: "today", "tomorrow", "Thu 5 Mar"; the year only when it is another one."""
    day, today = local_date(instant, zone), local_date(now, zone)
    if day == today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    return dated_day(instant, zone, now)


def dated_day(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return the day by its date, for what is read on later days too: "Thu 5 Mar", the year when it is another one."""
    return dated_date(local_date(instant, zone), local_date(now, zone))


def dated_date(day: date, today: date) -> str:
    """Return a date with its weekday: "Thu 5 Mar", the year when it is another one."""
    spoken = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return spoken if day.year == today.year else f"{spoken} {day.year}"


def dated_moment(instant: datetime, zone: ZoneInfo) -> str:
    """Return day, year and time, for what is read at any later time: "Thu 5 Mar 2026, 16:00"."""
    day = local_date(instant, zone)
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}, {spoken_time(instant, zone)}"


def weekday_in_full(instant: datetime, zone: ZoneInfo) -> str:
    """Return the studio's weekday of an instant: "Tuesday"."""
    return WEEKDAYS_IN_FULL[local_date(instant, zone).weekday()]


def spoken_moment(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return day and time: "today at 16:00", "Thu 5 Mar at 16:00"."""
    return f"{spoken_day(instant, zone, now)} at {spoken_time(instant, zone)}"
