"""A part's window and its classes changed at once: no class is left outside, whoever comes first (R17)."""

import asyncio
from datetime import timedelta

import pytest

from server.contract.courses import ClassStepChange
from server.contract.sessions import ClassSessionChange, ClassSessionRequest
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.create_session import create_session
from server.services.setup.steps.change_step import change_step
from server.tables.courses import ClassSession, ClassStep
from tests import actors
from tests.builders import TWO_HOURS
from tests.design_courses import MugBuilding, add_mug_building, evening, window_of
from tests.scene import Scene, open_scene

ROUNDS = 4
ADMIN = actors.admin(1)


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene()


@pytest.fixture
async def mugs(scene: Scene) -> MugBuilding:
    return await add_mug_building(scene.studio_id)


async def test_a_class_made_while_its_week_is_cut_short(mugs: MugBuilding, context: Context) -> None:
    """Saturday's class and a week that ends on Friday: one of the two is refused."""
    saturday = ClassSessionRequest(course_id=mugs.course_id, starts_at=evening(2, 5), step_id=mugs.parts[1])
    cut = ClassStepChange(window_end=evening(2, 4).date())
    for _ in range(ROUNDS):
        made, changed = await asyncio.gather(
            create_session(saturday), change_step(mugs.parts[1], cut, context), return_exceptions=True
        )
        assert isinstance(made, InvalidFieldError) is not isinstance(changed, ConflictError), (made, changed)
        await start_again(mugs)


async def test_a_class_moved_while_its_week_is_cut_short(mugs: MugBuilding, context: Context) -> None:
    saturday = evening(2, 5)
    later = ClassSessionChange(starts_at=saturday, ends_at=saturday + TWO_HOURS)
    cut = ClassStepChange(window_end=evening(2, 4).date())
    for _ in range(ROUNDS):
        moved, changed = await asyncio.gather(
            change_session(mugs.class_of(2, 0), later, ADMIN, context),
            change_step(mugs.parts[1], cut, context),
            return_exceptions=True,
        )
        assert isinstance(moved, InvalidFieldError) is not isinstance(changed, ConflictError), (moved, changed)
        await start_again(mugs)


async def start_again(mugs: MugBuilding) -> None:
    table, week = ClassSession, window_of(2)
    await table.delete().where(table.step == mugs.parts[1], table.id.not_in(list(mugs.weeks[1])))
    monday = evening(2, 0)
    await table.update({table.starts_at: monday, table.ends_at: monday + timedelta(hours=2)}).where(
        table.id == mugs.class_of(2, 0)
    )
    await ClassStep.update({ClassStep.window_start: week.first, ClassStep.window_end: week.last}).where(
        ClassStep.id == mugs.parts[1]
    )
