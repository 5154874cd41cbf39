"""Add a part to a course."""

from server.contract import courses as shapes
from server.database.write_transaction import write_transaction
from server.rules.part_windows import PartWindow
from server.services.setup.rows import refer_held
from server.services.setup.steps.checked_step import check_position, check_window
from server.services.setup.steps.present import present
from server.tables.courses import ClassStep, Course


async def create_step(asked: shapes.ClassStepRequest) -> shapes.ClassStep:
    """Return the new part.

    Raises InvalidFieldError for a course that is not there and for a window that is empty or not the part's alone,
    ConflictError `position_taken`.
    """
    async with write_transaction():
        await refer_held(Course, asked.course_id, "courseId")
        await check_position(asked.course_id, asked.position)
        await check_window(asked.course_id, PartWindow(asked.window_start, asked.window_end))
        row = ClassStep(
            course=asked.course_id,
            position=asked.position,
            title=asked.title,
            window_start=asked.window_start,
            window_end=asked.window_end,
            required_sequence=asked.required_sequence,
        )
        await row.save()
    return present(row)
