"""The timetables of a course."""

from server.contract import timetables as shapes
from server.contract.paging import Page, Paging
from server.services.paging import read_page
from server.services.setup.rows import find
from server.services.setup.timetables.present import present
from server.tables.courses import Course, Timetable


async def list_timetables(course_id: int, paging: Paging) -> Page[shapes.Timetable]:
    """Return a course's timetables as they were made, those left out whose every date another one has taken over.

    Raises NotFoundError.
    """
    await find(Course, course_id)
    conditions = [Timetable.course == course_id, Timetable.first_date <= Timetable.last_date]
    rows, next_cursor = await read_page(Timetable, conditions, paging)
    return Page(items=[present(row) for row in rows], next_cursor=next_cursor)
