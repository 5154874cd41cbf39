"""When the punches of a pass that has ended run out, and how many (R9)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.rules.local_time import local_date
from server.rules.punches import available_punches

INSTANT = timedelta(microseconds=1)


def last_date_to_expire(now: datetime, zone: ZoneInfo, offline_max_hours: int) -> date:
    """Return the latest `valid_until` that ended more than `offline_max_hours` before an instant (UTC).

    A date ends as the next one begins, in the studio's zone. Until then a kiosk that was offline may still upload what
    was scanned on it (R37).
    """
    return local_date(now - timedelta(hours=offline_max_hours) - INSTANT, zone) - timedelta(days=1)


def punches_to_expire(sessions_remaining: int, held: int) -> int:
    """Return how many run out: a punch that a PENDING reservation holds is spared until that is settled (R10)."""
    return max(available_punches(sessions_remaining, held), 0)
