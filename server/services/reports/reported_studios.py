"""The studios that a report is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.contract.base import DateSpan
from server.services.booking.availability import instants_of
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.studio_facts import zone_of
from server.tables.studios import Studio


@dataclass(frozen=True)
class ReportedStudio:
    """A studio by its name and zone."""

    id: int
    name: str
    zone: ZoneInfo

    def instants_of(self, span: DateSpan) -> tuple[datetime, datetime]:
        """Return the instants (UTC) at which a span of its local dates begins and has ended."""
        return instants_of(span, self.zone)


def windows(since: datetime, until: datetime, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Yield a span of instants in pieces: each is read by itself, so that others are served in between."""
    while since < until:
        end = min(since + length, until)
        yield since, end
        since = end


async def reported_studios(studio_id: int | None) -> list[ReportedStudio]:
    """Return the studio that is named, or every one; archived ones too, for they have a past. Raises NotFoundError."""
    rows = await Studio.select(Studio.id, Studio.name, Studio.timezone).order_by(Studio.id)
    studios = [ReportedStudio(row["id"], row["name"], zone_of(row["timezone"])) for row in rows]
    if studio_id is None:
        return studios
    named = [studio for studio in studios if studio.id == studio_id]
    if not named:
        raise NotFoundError("studio")
    return named


async def one_reported_studio(studio_id: int | None) -> ReportedStudio:
    """Return the studio that is named, or the only one.

    Raises NotFoundError, and InvalidFieldError where there are several and none is named.
    """
    studios = await reported_studios(studio_id)
    if len(studios) > 1:
        raise InvalidFieldError("studioId", "there are several studios: say which")
    if not studios:
        raise NotFoundError("studio")
    return studios[0]
