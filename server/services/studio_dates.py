"""What local dates mean where the studio need not be named."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.rules.local_time import start_of_day
from server.services.outcomes import InvalidFieldError
from server.services.studio_facts import zone_of
from server.tables.studios import Studio


async def zone_of_dates(studio_id: int | None) -> ZoneInfo:
    """Return the zone in which dates are meant: that of the studio named, or of all studios where it is one.

    Raises InvalidFieldError where the studios lie in several.
    """
    rows = await Studio.select(Studio.timezone).where(
        Studio.id == studio_id if studio_id is not None else Studio.archived_at.is_null()
    )
    return only_zone({row["timezone"] for row in rows})


def only_zone(names: set[str]) -> ZoneInfo:
    """Return the one zone that there is; UTC where there is none. Raises InvalidFieldError for several."""
    if len(names) > 1:
        raise InvalidFieldError("studioId", "is needed with from and to: the studios lie in several time zones")
    return zone_of(next(iter(names), "UTC"))


async def instants_between(
    studio_id: int | None, first: date | None, last: date | None
) -> tuple[datetime | None, datetime | None]:
    """Return the instants (UTC) at which a span of local dates begins and has ended; None where it is open."""
    if first is None and last is None:
        return None, None
    zone = await zone_of_dates(studio_id)
    return (
        None if first is None else start_of_day(first, zone),
        None if last is None else start_of_day(last + timedelta(days=1), zone),
    )
