"""Two at once for what there is once: one gets it, the other is told why, and nothing is out of step afterwards.

Each race is run again and again; on PostgreSQL the tasks have connections of their own.
"""

from collections import Counter
from collections.abc import Awaitable
from random import Random

import pytest

from server.rules.vocabulary import PassType, ReservationStatus
from server.services.booking.cancel import cancel
from server.services.context import Context
from tests.builders import STARTS_AT, add_pass, add_session
from tests.faults.racers import ROUNDS, all_agrees, another, anything_with, book, booked_anew, shuffled, together
from tests.properties.studio_life import HALF_AN_HOUR
from tests.readings import bookings, punches_left, seats_taken, status_of
from tests.scene import Scene, open_scene


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene(capacity=1000)


async def test_fifty_for_the_last_seat(scene: Scene, context: Context) -> None:
    comers = [await another(scene) for _ in range(50)]
    for _ in range(3):
        session_id = await add_session(scene.course_id, capacity=1)
        answers = await together(*(book(pass_id, session_id, actor, context) for actor, pass_id in comers))
        assert answers == {"PENDING": 1, "session_full": 49}
        assert await seats_taken(session_id) == 1
    await all_agrees()


async def test_two_classes_for_the_last_punch(scene: Scene, context: Context) -> None:
    sessions = [await add_session(scene.course_id, capacity=1000) for _ in range(2)]
    for _ in range(ROUNDS):
        actor, pass_id = await another(scene, punches=1)
        answers = await together(*(book(pass_id, session_id, actor, context) for session_id in sessions))
        assert answers == {"PENDING": 1, "no_punches_left": 1}
    await all_agrees()


async def test_three_classes_for_the_last_place_under_the_limit(scene: Scene, context: Context) -> None:
    sessions = [await add_session(scene.course_id, capacity=1000) for _ in range(3)]
    for _ in range(ROUNDS):
        actor, pass_id = await another(scene, pass_type=PassType.UNLIMITED_SERIES, limit=1)
        answers = await together(*(book(pass_id, session_id, actor, context) for session_id in sessions))
        assert answers == {"PENDING": 1, "reservation_limit_reached": 2}
    await all_agrees()


async def test_one_class_on_two_passes_of_one_customer(scene: Scene, context: Context) -> None:
    for _ in range(ROUNDS):
        actor, first = await another(scene)
        second = await add_pass(int(actor.customer_id or 0), scene.studio_id, scene.course_id)
        answers = await together(*(book(pass_id, scene.session_id, actor, context) for pass_id in (first, second)))
        assert answers == {"PENDING": 1, "already_reserved": 1}
    assert await seats_taken(scene.session_id) == ROUNDS
    await all_agrees()


async def test_a_double_tap_on_book(scene: Scene, context: Context) -> None:
    for _ in range(ROUNDS):
        actor, pass_id = await another(scene)
        answers = await together(*(book(pass_id, scene.session_id, actor, context) for _ in range(3)))
        assert answers == {"PENDING": 1, "already_reserved": 2}
    await all_agrees()


async def test_cancelling_against_checking_in(scene: Scene, context: Context) -> None:
    outcomes: Counter[ReservationStatus] = Counter()
    for place in range(ROUNDS):
        actor, pass_id, reservation = await booked_anew(scene, context)
        answers = await together(
            *shuffled(
                place,
                cancel(reservation.id, actor, context),
                scene.scan(reservation.code, context, f"round{place}"),
            )
        )
        status = await status_of(reservation.id)
        outcomes[status] += 1
        came = status is ReservationStatus.CHECKED_IN
        assert answers == ({"ok": 1, "illegal_transition": 1} if came else {"CANCELLED": 1, "cancelled": 1})
        assert await punches_left(pass_id) == (7 if came else 8)
    assert sum(outcomes.values()) == outcomes[ReservationStatus.CHECKED_IN] + outcomes[ReservationStatus.CANCELLED]
    await all_agrees()


async def test_a_crowd_that_does_everything_at_once(scene: Scene, context: Context) -> None:
    """Whatever of it comes first, nobody is turned away by the database, and all agrees afterwards."""
    chance = Random(7)
    sessions = [await add_session(scene.course_id, STARTS_AT + n * HALF_AN_HOUR, capacity=3) for n in range(3)]
    people = [await another(scene, punches=2) for _ in range(5)]
    for place in range(ROUNDS):
        rows = (await bookings())["session_reservation"]
        doings: list[Awaitable[object]] = []
        doings += [book(pass_id, chance.choice(sessions), actor, context) for actor, pass_id in people]
        for row in chance.sample(rows, min(len(rows), 8)):
            doings += anything_with(row["id"], row["customer"], scene, context, f"{place}-{row['id']}")
        chance.shuffle(doings)
        await together(*doings)
        await all_agrees()
