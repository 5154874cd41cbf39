"""Change a part of a course."""

from server.contract import courses as shapes
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.services.setup.rows import change, find, hold
from server.services.setup.steps.checked_step import check_position, check_window
from server.services.setup.steps.present import present
from server.tables.courses import ClassStep, Course


async def change_step(step_id: int, asked: shapes.ClassStepChange) -> shapes.ClassStep:
    """Return the part as it is now.

    Raises NotFoundError, InvalidFieldError for a backwards window, ConflictError `position_taken`.
    """
    async with write_transaction():
        row = await find(ClassStep, step_id)
        await hold(Course, row.course)
        if isinstance(asked.position, int):
            await check_position(row.course, asked.position, step_id)
        changed = await change(row, given_fields(asked))
        check_window(changed.window_start, changed.window_end)
        return present(changed)
