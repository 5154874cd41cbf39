"""Change a part of a course."""

from server.contract import courses as shapes
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.rules.part_windows import PartWindow
from server.services.context import Context
from server.services.setup.rows import change, find
from server.services.setup.schedule_lock import hold_course
from server.services.setup.steps.checked_step import check_position, check_sessions_stay_inside, check_window
from server.services.setup.steps.present import present
from server.tables.courses import ClassStep


async def change_step(step_id: int, asked: shapes.ClassStepChange, context: Context) -> shapes.ClassStep:
    """Return the part as it is now.

    Raises NotFoundError, InvalidFieldError for a window that is empty or not the part's alone, ConflictError
    `position_taken`, and `sessions_outside_window` where classes to come would fall out of the window.
    """
    now = context.now()
    async with write_transaction():
        row = await find(ClassStep, step_id)
        await hold_course(row.course)
        before = await find(ClassStep, step_id)
        if isinstance(asked.position, int):
            await check_position(row.course, asked.position, step_id)
        changed = await change(before, given_fields(asked))
        window = PartWindow(changed.window_start, changed.window_end)
        if window != PartWindow(before.window_start, before.window_end):
            await check_window(row.course, window, step_id)
            await check_sessions_stay_inside(changed, window, now)
        return present(changed)
