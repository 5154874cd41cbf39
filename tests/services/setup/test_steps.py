from datetime import date

import pytest

from server.contract.courses import ClassStepChange, ClassStepRequest
from server.contract.paging import Paging
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.setup.steps.change_step import change_step
from server.services.setup.steps.create_step import create_step
from server.services.setup.steps.read_steps import list_steps, read_step
from server.services.setup.steps.remove_step import remove_step
from server.tables.courses import ClassSession, ClassStep
from tests.builders import (
    add_course,
    add_customer,
    add_note,
    add_pass,
    add_reservation,
    add_session,
    add_step,
    add_studio,
)
from tests.readings import everything

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)


async def test_parts_are_listed_in_their_order(database: None) -> None:
    studio_id = await add_studio()
    course_id, other = await add_course(studio_id), await add_course(studio_id, "Drawing")
    second, first = await add_step(course_id, 2), await add_step(course_id, 1)
    await add_step(other, 1)
    assert [each.id for each in (await list_steps(None, course_id, Paging())).items] == [first, second]
    assert len((await list_steps(studio_id, None, Paging())).items) == 3
    assert (await list_steps(await add_studio("Elsewhere"), None, Paging())).items == []


async def test_a_part_has_its_window_and_its_place(database: None) -> None:
    course_id = await add_course(await add_studio())
    asked = ClassStepRequest(
        course_id=course_id, position=1, title="Handles", window_start=MONDAY, window_end=SUNDAY, required_sequence=True
    )
    step = await create_step(asked)
    assert step == await read_step(step.id)
    assert (step.window_start, step.window_end, step.required_sequence) == (MONDAY, SUNDAY, True)


async def test_two_parts_of_a_course_never_share_a_place(database: None, context: Context) -> None:
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    await add_step(course_id, 1)
    second = await add_step(course_id, 2)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await create_step(ClassStepRequest(course_id=course_id, position=1, title="Again"))
    assert refused.value.code == "position_taken"
    with pytest.raises(ConflictError):
        await change_step(second, ClassStepChange(position=1), context)
    assert await everything() == before
    assert (await change_step(second, ClassStepChange(position=2, title="Glaze"), context)).title == "Glaze"
    other_course = await add_course(studio_id, "Drawing")
    await create_step(ClassStepRequest(course_id=other_course, position=1, title="Part 1"))


async def test_a_backwards_window_is_refused_and_nothing_changes(database: None, context: Context) -> None:
    course_id = await add_course(await add_studio())
    step_id = await add_step(course_id, 1)
    await change_step(step_id, ClassStepChange(window_start=MONDAY), context)
    before = await everything()
    with pytest.raises(InvalidFieldError, match="windowEnd"):
        await change_step(step_id, ClassStepChange(window_end=date(2026, 3, 1)), context)
    with pytest.raises(InvalidFieldError, match="windowEnd"):
        await create_step(
            ClassStepRequest(course_id=course_id, position=2, title="Two", window_start=SUNDAY, window_end=MONDAY)
        )
    assert await everything() == before
    assert (await change_step(step_id, ClassStepChange(window_start=None), context)).window_start is None


async def test_a_part_without_history_goes_with_its_sessions(database: None, context: Context) -> None:
    course_id = await add_course(await add_studio())
    step_id = await add_step(course_id, 1)
    await add_session(course_id, step_id=step_id)
    assert not (await remove_step(step_id, context)).archived
    assert (await ClassStep.count(), await ClassSession.count()) == (0, 0)


async def test_a_part_made_up_for_is_archived_and_its_place_is_free(database: None, context: Context) -> None:
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    step_id = await add_step(course_id, 1)
    empty = await add_session(course_id, step_id=step_id)
    makeup = await add_session(course_id, is_makeup=True)
    pass_id = await add_pass(await add_customer(studio_id), studio_id, course_id)
    await add_reservation(pass_id, makeup, step_id=step_id)
    assert (await remove_step(step_id, context)).archived
    assert (await list_steps(None, course_id, Paging())).items == []
    assert (await read_step(step_id)).archived_at == context.now()
    assert not await ClassSession.exists().where(ClassSession.id == empty)
    await create_step(ClassStepRequest(course_id=course_id, position=1, title="New part 1"))


async def test_a_part_with_a_note_on_a_class_is_archived(database: None, context: Context) -> None:
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    step_id = await add_step(course_id, 1)
    session_id = await add_session(course_id, step_id=step_id)
    await add_note(studio_id, "The kiln is on", session_id=session_id)
    assert (await remove_step(step_id, context)).archived
    assert await ClassSession.exists().where(ClassSession.id == session_id)


async def test_a_part_or_a_course_that_is_not_there_is_told(database: None, context: Context) -> None:
    for attempt in (read_step(7), change_step(7, ClassStepChange(title="K"), context), remove_step(7, context)):
        with pytest.raises(NotFoundError, match="class step"):
            await attempt
    with pytest.raises(InvalidFieldError, match="courseId"):
        await create_step(ClassStepRequest(course_id=7, position=1, title="K"))
