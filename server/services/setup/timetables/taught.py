"""What a pattern teaches and where: a course of a studio, one of its parts, and the studio's zone."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from server.contract.timetables import TimetableRequest
from server.services.outcomes import NotFoundError
from server.services.setup.rows import find
from server.services.setup.sessions.checked_session import check_part
from server.services.studio_facts import zone_of
from server.tables.courses import ClassStep, Course
from server.tables.studios import Studio


@dataclass(frozen=True)
class Taught:
    """A course and its part (None: no part), with the part's window of local dates (None: open)."""

    studio_id: int
    zone: ZoneInfo
    course_id: int
    step_id: int | None
    is_makeup: bool
    window_start: date | None = None
    window_end: date | None = None

    def is_taught_on(self, day: date) -> bool:
        """Tell whether a date lies in the part's window."""
        return (self.window_start is None or self.window_start <= day) and (
            self.window_end is None or day <= self.window_end
        )


async def taught(course_id: int, asked: TimetableRequest) -> Taught:
    """Return what a pattern is asked for.

    Raises NotFoundError for a course that is not there or archived, InvalidFieldError for a part that does not fit
    (R17).
    """
    course = await Course.objects().get((Course.id == course_id) & Course.archived_at.is_null())
    if course is None:
        raise NotFoundError("course")
    await check_part(course_id, asked.step_id, is_makeup=asked.is_makeup)
    studio = await find(Studio, course.studio)
    place = Taught(studio.id, zone_of(studio.timezone), course_id, asked.step_id, asked.is_makeup)
    return place if asked.step_id is None else await _with_window(place, asked.step_id)


async def _with_window(place: Taught, step_id: int) -> Taught:
    step = await find(ClassStep, step_id)
    return Taught(
        place.studio_id, place.zone, place.course_id, step_id, place.is_makeup, step.window_start, step.window_end
    )
