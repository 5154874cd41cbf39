"""Class sessions, one or many."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from piccolo.custom_types import Combinable

from server.contract import sessions as shapes
from server.contract.base import refuse_far_date
from server.contract.paging import Page, Paging
from server.rules.local_time import start_of_day
from server.services.paging import read_page
from server.services.setup.rows import find
from server.services.setup.sessions.present import present, present_all
from server.services.studio_dates import only_zone, zone_of_dates
from server.tables.courses import ClassSession, Course


@dataclass(frozen=True)
class WantedSessions:
    """Which sessions: of a studio, of a course, on local dates `first` to `last`, both inclusive; None is any.

    Raises WrongDateError for dates outside the years 2000 to 2100.
    """

    studio_id: int | None = None
    course_id: int | None = None
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        """Check the dates."""
        refuse_far_date(self.first)
        refuse_far_date(self.last)


async def list_sessions(wanted: WantedSessions, paging: Paging) -> Page[shapes.ClassSession]:
    """Return sessions by their start, cancelled ones too.

    Raises InvalidFieldError where dates are asked for and it is not clear which studio's they are.
    """
    rows, next_cursor = await read_page(ClassSession, await _conditions(wanted), paging, ClassSession.starts_at)
    return Page(items=await present_all(rows), next_cursor=next_cursor)


async def read_session(session_id: int) -> shapes.ClassSession:
    """Return one session. Raises NotFoundError."""
    return await present(await find(ClassSession, session_id))


async def _conditions(wanted: WantedSessions) -> list[Combinable]:
    conditions: list[Combinable] = []
    if wanted.studio_id is not None:
        conditions.append(ClassSession.course.studio == wanted.studio_id)
    if wanted.course_id is not None:
        conditions.append(ClassSession.course == wanted.course_id)
    if wanted.first is not None or wanted.last is not None:
        zone = await _zone(wanted)
        if wanted.first is not None:
            conditions.append(ClassSession.starts_at >= start_of_day(wanted.first, zone))
        if wanted.last is not None:
            conditions.append(ClassSession.starts_at < start_of_day(wanted.last + timedelta(days=1), zone))
    return conditions


async def _zone(wanted: WantedSessions) -> ZoneInfo:
    """Return the zone in which the dates are meant: that of the studio or course named, or of the only studio."""
    if wanted.course_id is not None:
        rows = await Course.select(Course.studio.timezone.as_alias("timezone")).where(Course.id == wanted.course_id)
        return only_zone({row["timezone"] for row in rows})
    return await zone_of_dates(wanted.studio_id)
