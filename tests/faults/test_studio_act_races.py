"""The studio cancels or moves a class while its people book, arrive and leave: nobody is left behind or told twice."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from datetime import timedelta

import pytest

from server.contract.sessions import ClassSessionChange
from server.contract.studio_acts import ClassCancelRequest
from server.rules.vocabulary import ReservationStatus
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.door.staff_check_in import staff_check_in
from server.services.setup.sessions.change_session import change_session
from server.services.studio_acts.cancel_class import cancel_class
from tests import actors
from tests.builders import STARTS_AT, TWO_HOURS, add_session
from tests.faults.racers import DESK, ROUNDS, all_agrees, another, book, shuffled
from tests.readings import bookings, messages, seats_taken
from tests.scene import Scene, booked, open_scene

ADMIN = actors.admin(7)
TOMORROW = STARTS_AT + timedelta(days=1)


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene()


async def people_of(scene: Scene, context: Context, session_id: int) -> list[Awaitable[object]]:
    """Four who have booked and arrive, leave, or do both, and one who is just booking."""
    doings: list[Awaitable[object]] = []
    for place in range(4):
        actor, pass_id = await another(scene)
        made = await booked(pass_id, session_id, actor, context)
        if place != 1:
            doings.append(staff_check_in(made.id, DESK, scene.staff, context))
        if place != 0:
            doings.append(cancel(made.id, actor, context))
    actor, pass_id = await another(scene)
    return [*doings, book(pass_id, session_id, actor, context)]


async def statuses_in(session_id: int) -> Counter[str]:
    rows = (await bookings())["session_reservation"]
    return Counter(row["status"] for row in rows if row["session"] == session_id)


async def told(kind: str) -> Counter[str]:
    return Counter(message["recipient"] for message in await messages() if message["kind"] == kind)


async def test_a_class_is_cancelled_in_the_midst_of_arrivals(scene: Scene, context: Context) -> None:
    flu = ClassCancelRequest(reason="Mara has the flu")
    for place in range(ROUNDS):
        session_id = await add_session(scene.course_id)
        doings = await people_of(scene, context, session_id)
        twice = [cancel_class(session_id, flu, ADMIN, context) for _ in range(2)]
        await asyncio.gather(*shuffled(place, *twice, *doings))
        assert set(await statuses_in(session_id)) == {ReservationStatus.CANCELLED}
        assert await seats_taken(session_id) == 0
    assert set((await told("CLASS_CANCELLED")).values()) == {1}
    await all_agrees()


async def test_a_class_is_moved_in_the_midst_of_arrivals(scene: Scene, context: Context) -> None:
    tomorrow = ClassSessionChange(starts_at=TOMORROW, ends_at=TOMORROW + TWO_HOURS)
    for place in range(ROUNDS):
        session_id = await add_session(scene.course_id)
        doings = await people_of(scene, context, session_id)
        await asyncio.gather(*shuffled(place, change_session(session_id, tomorrow, ADMIN, context), *doings))
        statuses = await statuses_in(session_id)
        assert set(statuses) <= {ReservationStatus.PENDING, ReservationStatus.CANCELLED}
        assert await seats_taken(session_id) == statuses[ReservationStatus.PENDING]
    assert set((await told("CLASS_MOVED")).values()) == {1}
    await all_agrees()
