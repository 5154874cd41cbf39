"""When people are reminded of a class: the day before, at its own wall time (R39). Instants are UTC."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST_AHEAD = timedelta(hours=48)
"""No reminder is due longer than this before its class, whatever the clocks do in between."""


def reminder_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which a class's reminders are due: the same wall time on the studio's day before.

    A wall time that the clocks skip on that day is taken as much later as they skip; one that comes twice, the first
    time.
    """
    local = starts_at.astimezone(zone)
    day_before = local.date() - timedelta(days=1)
    return datetime.combine(day_before, local.time(), zone).astimezone(UTC)


def is_reminded(reserved_at: datetime, starts_at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a reservation gets a reminder: none when it was booked later than that (R39)."""
    return reserved_at <= reminder_at(starts_at, zone)
