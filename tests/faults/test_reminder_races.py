"""Reminders are written while classes are moved: nobody is reminded of the old time instead of the new one (R39)."""

import asyncio
import json
from datetime import timedelta
from typing import Final

import pytest

from server.contract.sessions import ClassSessionChange
from server.services.context import Context
from server.services.messages.remind import remind
from server.services.setup.sessions.change_session import change_session
from tests import actors
from tests.builders import STARTS_AT, TWO_HOURS, add_reservation, add_session
from tests.faults.racers import ROUNDS, another, shuffled
from tests.movable_clock import MovableClock
from tests.readings import messages
from tests.scene import Scene, open_scene

ADMIN: Final = actors.admin(7)
DAY: Final = timedelta(days=1)
NEXT_WEEK: Final = STARTS_AT + 7 * DAY


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene()


async def test_a_class_is_moved_while_its_people_are_being_reminded(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    later = ClassSessionChange(starts_at=NEXT_WEEK, ends_at=NEXT_WEEK + TWO_HOURS)
    everybody = []
    for place in range(ROUNDS):
        clock.set(STARTS_AT - DAY)
        _, pass_id = await another(scene)
        session_id = await add_session(scene.course_id)
        everybody.append((await add_reservation(pass_id, session_id)).id)
        doings = shuffled(place, change_session(session_id, later, ADMIN, context), remind(context), remind(context))
        await asyncio.gather(*doings)
    clock.set(NEXT_WEEK - DAY)
    await remind(context)
    facts = [json.loads(row["facts"]) for row in await messages() if row["kind"] == "REMINDER"]
    assert sorted(one["reservationId"] for one in facts if one["startsAt"].startswith("2026-03-09")) == everybody
