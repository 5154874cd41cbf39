"""The time that a change gives to a session, and so to all later ones: in local wall time (R3)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import UNSET

from server.contract.sessions import ClassSessionChange
from server.rules.local_time import local_date
from server.services.outcomes import InvalidFieldError
from server.services.setup.sessions.checked_session import check_span
from server.services.setup.timetables.wall_time import days_between, wall_start
from server.tables.courses import ClassSession

Span = tuple[datetime, datetime]
"""From when to when (UTC)."""


@dataclass(frozen=True)
class NewTime:
    """The session's own new span, and what it means for the others.

    `wall` is the new wall time, None where the start stays; `days` by how many days each moves; `length` how long each
    is then, None where that stays.
    """

    zone: ZoneInfo
    session_id: int
    own: Span
    wall: time | None
    days: int
    length: timedelta | None

    def span_of(self, row: ClassSession) -> Span:
        """Return the span of a session after the change. Raises what `check_span` raises."""
        if row.id == self.session_id:
            return self.own
        starts_at = row.starts_at if self.wall is None else self._moved(row.starts_at, self.wall)
        ends_at = row.ends_at + (starts_at - row.starts_at) if self.length is None else starts_at + self.length
        check_span(starts_at, ends_at)
        return starts_at, ends_at

    def _moved(self, starts_at: datetime, wall: time) -> datetime:
        day = local_date(starts_at, self.zone) + timedelta(days=self.days)
        return wall_start(day, wall, self.zone).at


def new_time(row: ClassSession, asked: ClassSessionChange, zone: ZoneInfo) -> NewTime:
    """Return what a change of a session's time means for all later ones.

    Raises InvalidFieldError for a span that is none, and a new start that is not on the minute.
    """
    starts_at = row.starts_at if asked.starts_at is UNSET else asked.starts_at.astimezone(UTC)
    ends_at = row.ends_at if asked.ends_at is UNSET else asked.ends_at.astimezone(UTC)
    check_span(starts_at, ends_at)
    is_as_it_was = (starts_at, ends_at) == (row.starts_at, row.ends_at)
    wall = None if starts_at == row.starts_at else _wall(starts_at, zone)
    return NewTime(
        zone=zone,
        session_id=row.id,
        own=(starts_at, ends_at),
        wall=wall,
        days=days_between(local_date(row.starts_at, zone), local_date(starts_at, zone)),
        length=None if is_as_it_was else ends_at - starts_at,
    )


def _wall(starts_at: datetime, zone: ZoneInfo) -> time:
    wall = starts_at.astimezone(zone).time()
    if wall.second or wall.microsecond:
        raise InvalidFieldError("startsAt", "is a whole minute where all later sessions move with it")
    return wall.replace(fold=0)
