"""The courses, one or many."""

from server.contract import courses as shapes
from server.contract.paging import Page, Paging
from server.services.paging import read_page
from server.services.setup.courses.present import present
from server.services.setup.rows import find
from server.tables.courses import Course


async def list_courses(studio_id: int | None, paging: Paging) -> Page[shapes.Course]:
    """Return the courses that are not archived, of one studio or of all."""
    conditions = [Course.archived_at.is_null()]
    if studio_id is not None:
        conditions.append(Course.studio == studio_id)
    rows, next_cursor = await read_page(Course, conditions, paging)
    return Page(items=[present(row) for row in rows], next_cursor=next_cursor)


async def read_course(course_id: int) -> shapes.Course:
    """Return one course, an archived one too. Raises NotFoundError."""
    return present(await find(Course, course_id))
