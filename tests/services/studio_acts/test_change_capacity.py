"""More seats, or fewer, never fewer than are taken (R18); recorded with what it was and why (R19)."""

from datetime import timedelta

import pytest

from server.contract.sessions import ClassSessionChange
from server.contract.studio_acts import CapacityRequest
from server.services.context import Context
from server.services.outcomes import ConflictError, NotFoundError
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.read_sessions import read_session
from server.services.studio_acts.change_capacity import change_capacity
from tests import actors
from tests.builders import STARTS_AT, add_session
from tests.movable_clock import MovableClock
from tests.readings import WrittenAct, acts, everything
from tests.scene import Scene, booked


def seats(capacity: int) -> CapacityRequest:
    return CapacityRequest(capacity=capacity, reason="Two more wheels")


async def test_staff_make_room_and_who_did_it_and_why_is_kept(scene: Scene, context: Context) -> None:
    session = await change_capacity(scene.session_id, seats(12), scene.staff_at_kiosk, context)
    assert (session.id, session.capacity) == (scene.session_id, 12)
    assert await acts() == [
        WrittenAct(
            "CAPACITY_CHANGED",
            "CLASS_SESSION",
            scene.session_id,
            f"staff:{scene.staff_id}@kiosk:{scene.kiosk_id}",
            "KIOSK",
            "Two more wheels",
            {"oldCapacity": 10, "capacity": 12},
        )
    ]


async def test_a_full_class_takes_one_more_once_there_is_room(scene: Scene, context: Context) -> None:
    """R18: staff raise the capacity instead of passing a full class by."""
    neighbour, neighbours_pass = await scene.add_neighbour()
    await change_capacity(scene.session_id, seats(1), scene.staff, context)
    await scene.book(context)
    await change_capacity(scene.session_id, seats(2), scene.staff, context)
    await booked(neighbours_pass, scene.session_id, neighbour, context)
    assert (await read_session(scene.session_id)).seats_taken == 2


async def test_every_seat_that_is_taken_stays(scene: Scene, context: Context) -> None:
    await scene.book(context)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await change_capacity(scene.session_id, seats(0), scene.staff, context)
    assert refused.value.code == "capacity_below_seats"
    assert await everything() == before
    assert (await change_capacity(scene.session_id, seats(1), scene.staff, context)).capacity == 1


async def test_the_same_capacity_again_records_nothing(scene: Scene, context: Context) -> None:
    before = await everything()
    assert (await change_capacity(scene.session_id, seats(10), scene.staff, context)).capacity == 10
    assert await everything() == before


async def test_there_can_be_room_after_the_class_too(scene: Scene, context: Context, clock: MovableClock) -> None:
    """A late upload that is put right by an admin needs a seat (R37)."""
    clock.set(STARTS_AT + timedelta(days=2))
    assert (await change_capacity(scene.session_id, seats(11), scene.staff, context)).capacity == 11


async def test_a_neighbouring_session_keeps_its_seats(scene: Scene, context: Context) -> None:
    neighbour = await add_session(scene.course_id)
    await change_capacity(scene.session_id, seats(12), scene.staff, context)
    assert (await read_session(neighbour)).capacity == 10


async def test_others_sessions_do_not_exist(scene: Scene, context: Context) -> None:
    before = await everything()
    for stranger in (actors.staff(scene.staff_id), actors.staff(scene.staff_id, scene.studio_id + 1)):
        with pytest.raises(NotFoundError, match="class session"):
            await change_capacity(scene.session_id, seats(12), stranger, context)
    with pytest.raises(NotFoundError, match="class session"):
        await change_capacity(4711, seats(12), scene.staff, context)
    assert await everything() == before


async def test_an_admins_change_of_the_session_is_recorded_likewise(scene: Scene, context: Context) -> None:
    asked = ClassSessionChange(capacity=8, room="Studio 2", reason="A wheel is broken")
    await change_session(scene.session_id, asked, actors.admin(7), context)
    await change_session(scene.session_id, ClassSessionChange(capacity=8, room="Studio 3"), actors.admin(7), context)
    assert [(act.actor, act.reason, act.facts) for act in await acts()] == [
        ("staff:7", "A wheel is broken", {"oldCapacity": 10, "capacity": 8})
    ]
