"""When each studio's night was last done, for those who watch the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfoNotFoundError

from server.rules.absence import latest_night
from server.services.absence.studios import open_studios
from server.services.studio_facts import zone_of
from server.tables.nights import JobRun
from server.tables.studios import Studio

OVERDUE_AFTER: Final = timedelta(hours=1)
"""A night that began this long ago and is not done deserves a look."""


@dataclass(frozen=True)
class LastNight:
    """The last night by the clock that a studio has behind it, None where it has none; `finished_at` is UTC."""

    studio_id: int
    local_date: date | None
    finished_at: datetime | None
    is_overdue: bool


async def last_nights(now: datetime) -> list[LastNight]:
    """Return the last finished night of each studio, and whether the one that is due lets itself wait. `now` is UTC."""
    rows: list[dict[str, Any]] = await JobRun.raw(
        "SELECT studio, local_date, finished_at FROM job_run WHERE id IN (SELECT max(id) FROM job_run"
        " WHERE kind = 'NIGHTLY' AND finished_at IS NOT NULL GROUP BY studio)"
    )
    done = {row["studio"]: row for row in rows}
    return [_last_night(studio, done.get(studio.id), now) for studio in await open_studios()]


def _last_night(studio: Studio, done: Mapping[str, Any] | None, now: datetime) -> LastNight:
    local_date, finished_at = (done["local_date"], done["finished_at"]) if done is not None else (None, None)
    return LastNight(studio.id, local_date, finished_at, is_overdue=_is_overdue(studio, local_date, now))


def _is_overdue(studio: Studio, last: date | None, now: datetime) -> bool:
    """A studio whose zone this system does not know has no nights: it has to be seen here, and to hide no other one."""
    try:
        zone = zone_of(studio.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return True
    return (last or latest_night(studio.created_at, zone)) < latest_night(now - OVERDUE_AFTER, zone)
