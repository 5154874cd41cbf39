"""The parts of courses, one or many."""

from server.contract import courses as shapes
from server.contract.paging import Page, Paging
from server.services.paging import read_page
from server.services.setup.rows import find
from server.services.setup.steps.present import present
from server.tables.courses import ClassStep


async def list_steps(studio_id: int | None, course_id: int | None, paging: Paging) -> Page[shapes.ClassStep]:
    """Return the parts that are not archived, by their position; of a studio, a course or all."""
    conditions = [ClassStep.archived_at.is_null()]
    if studio_id is not None:
        conditions.append(ClassStep.course.studio == studio_id)
    if course_id is not None:
        conditions.append(ClassStep.course == course_id)
    rows, next_cursor = await read_page(ClassStep, conditions, paging, ClassStep.position)
    return Page(items=[present(row) for row in rows], next_cursor=next_cursor)


async def read_step(step_id: int) -> shapes.ClassStep:
    """Return one part, an archived one too. Raises NotFoundError."""
    return present(await find(ClassStep, step_id))
