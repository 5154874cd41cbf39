"""What a pattern teaches and where: a course of a studio, one of its parts, and the studio's zone."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from server.contract.timetables import TimetableRequest
from server.rules.part_windows import PartWindow
from server.services.outcomes import NotFoundError
from server.services.setup.rows import find
from server.services.setup.sessions.checked_session import check_part
from server.services.studio_facts import zone_of
from server.tables.courses import ClassStep, Course
from server.tables.studios import Studio

ANY_DATE = PartWindow()


@dataclass(frozen=True)
class Taught:
    """A course and its part (None: no part), with the window of dates on which the part is taught (R17)."""

    studio_id: int
    zone: ZoneInfo
    course_id: int
    step_id: int | None
    is_makeup: bool
    window: PartWindow


async def taught(course_id: int, asked: TimetableRequest) -> Taught:
    """Return what a pattern is asked for; the course has to be held.

    Raises NotFoundError for a course that is not there or archived, InvalidFieldError for a part that does not fit
    (R17).
    """
    course = await Course.objects().get((Course.id == course_id) & Course.archived_at.is_null())
    if course is None:
        raise NotFoundError("course")
    await check_part(course_id, asked.step_id, is_makeup=asked.is_makeup)
    studio = await find(Studio, course.studio)
    window = ANY_DATE if asked.step_id is None else await _window(asked.step_id)
    return Taught(studio.id, zone_of(studio.timezone), course_id, asked.step_id, asked.is_makeup, window)


async def _window(step_id: int) -> PartWindow:
    step = await find(ClassStep, step_id)
    return PartWindow(step.window_start, step.window_end)
