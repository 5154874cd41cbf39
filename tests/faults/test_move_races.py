"""Bookings that move while others want the same: one seat goes to one, and nothing is out of step afterwards (R20)."""

import asyncio
from collections.abc import Sequence

import pytest

from server.contract.attendance import AttendanceItem, AttendanceRequest
from server.contract.reservations import MoveRequest, Reservation
from server.contract.studio_acts import ClassCancelRequest
from server.rules.vocabulary import AttendanceStatus, ReservationStatus
from server.services.actor import Actor
from server.services.booking.cancel import cancel
from server.services.booking.move_reservation import move_reservation
from server.services.context import Context
from server.services.door.mark_attendance import mark_attendance
from server.services.outcomes import Declined
from server.services.studio_acts.cancel_class import cancel_class
from tests import actors
from tests.builders import add_session
from tests.faults.racers import ROUNDS, all_agrees, another, book, booked_anew, shuffled, together
from tests.readings import reservation_row, seats_taken, status_of
from tests.scene import Scene, booked, open_scene


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene(capacity=1000)


async def move(reservation_id: int, session_id: int, actor: Actor, context: Context) -> Reservation | Declined:
    return await move_reservation(reservation_id, MoveRequest(session_id=session_id), actor, context)


async def sessions_of(reservation_ids: Sequence[int]) -> list[int]:
    return [(await reservation_row(each))["session"] for each in reservation_ids]


async def test_two_moves_into_the_last_seat(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        last = await add_session(scene.course_id, capacity=1)
        comers = [await booked_anew(scene, context) for _ in range(2)]
        moves = [move(reservation.id, last, actor, context) for actor, _, reservation in comers]
        assert await together(*shuffled(place, *moves)) == {"PENDING": 1, "session_full": 1}
        assert await seats_taken(last) == 1
        assert sorted(await sessions_of([each.id for _, _, each in comers])) == sorted([scene.session_id, last])
    assert await seats_taken(scene.session_id) == ROUNDS
    await all_agrees()


async def test_a_move_against_a_booking_of_the_last_seat(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        last = await add_session(scene.course_id, capacity=1)
        actor, _, reservation = await booked_anew(scene, context)
        other, other_pass = await another(scene)
        wishes = [move(reservation.id, last, actor, context), book(other_pass, last, other, context)]
        assert await together(*shuffled(place, *wishes)) == {"PENDING": 1, "session_full": 1}
        assert await seats_taken(last) == 1
    await all_agrees()


async def test_a_move_against_its_cancelling(scene: Scene, context: Context) -> None:
    """Both may have been first: then the seat that it moved to is free again."""
    target = await add_session(scene.course_id, capacity=1000)
    for place in range(ROUNDS):
        actor, _, reservation = await booked_anew(scene, context)
        answers = await together(
            *shuffled(place, move(reservation.id, target, actor, context), cancel(reservation.id, actor, context))
        )
        assert answers["CANCELLED"] == 1
        assert answers["PENDING"] + answers["illegal_transition"] == 1
        assert await status_of(reservation.id) is ReservationStatus.CANCELLED
    assert (await seats_taken(scene.session_id), await seats_taken(target)) == (0, 0)
    await all_agrees()


async def test_one_booking_to_two_classes_at_once(scene: Scene, context: Context) -> None:
    """It goes to one and then to the other, and has one seat at the end."""
    targets = [await add_session(scene.course_id, capacity=1000) for _ in range(2)]
    for place in range(ROUNDS):
        actor, _, reservation = await booked_anew(scene, context)
        moves = [move(reservation.id, target, actor, context) for target in targets]
        assert await together(*shuffled(place, *moves)) == {"PENDING": 2}
        [now] = await sessions_of([reservation.id])
        assert now in targets
    assert sum([await seats_taken(target) for target in targets]) == ROUNDS
    await all_agrees()


async def test_two_who_change_places(scene: Scene, context: Context) -> None:
    """Each wants into the class of the other: both lock both, in one order."""
    second_class = await add_session(scene.course_id, capacity=1000)
    for _ in range(ROUNDS):
        one, _, first = await booked_anew(scene, context)
        other, other_pass = await another(scene)
        second = await booked(other_pass, second_class, other, context)
        answers = await together(
            move(first.id, second_class, one, context), move(second.id, scene.session_id, other, context)
        )
        assert answers == {"PENDING": 2}
        assert await sessions_of([first.id, second.id]) == [second_class, scene.session_id]
    await all_agrees()


async def test_a_move_against_the_roster_marked_as_a_whole(scene: Scene, context: Context) -> None:
    """Nobody who has left a class is marked in it."""
    target = await add_session(scene.course_id, capacity=1000)
    for place in range(ROUNDS):
        actor, _, reservation = await booked_anew(scene, context)
        item = AttendanceItem(reservation_id=reservation.id, status=AttendanceStatus.CHECKED_IN)
        asked = AttendanceRequest(items=[item])
        marking = mark_attendance(scene.session_id, asked, scene.staff, context)
        await asyncio.gather(*shuffled(place, move(reservation.id, target, actor, context), marking))
        [now] = await sessions_of([reservation.id])
        came = await status_of(reservation.id) is ReservationStatus.CHECKED_IN
        assert now == (scene.session_id if came else target)
    await all_agrees()


async def test_a_move_against_the_class_being_cancelled(scene: Scene, context: Context) -> None:
    target = await add_session(scene.course_id, capacity=1000)
    admin = actors.admin(scene.staff_id)
    for place in range(ROUNDS):
        doomed = await add_session(scene.course_id, capacity=1000)
        actor, pass_id = await another(scene)
        reservation = await booked(pass_id, doomed, actor, context)
        cancelling = cancel_class(doomed, ClassCancelRequest(reason="No power"), admin, context)
        await asyncio.gather(*shuffled(place, move(reservation.id, target, actor, context), cancelling))
        [now] = await sessions_of([reservation.id])
        is_gone = await status_of(reservation.id) is ReservationStatus.CANCELLED
        assert now == (doomed if is_gone else target)
        assert await seats_taken(doomed) == 0
    await all_agrees()
