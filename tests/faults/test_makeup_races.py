"""At once for the last seat of a makeup class, each for another part: the seats know no parts (R17, R18)."""

from collections.abc import Awaitable

import pytest

from server.contract.reservations import ReserveRequest
from server.services.booking.reserve import reserve
from server.services.context import Context
from tests import actors
from tests.builders import add_customer, add_session
from tests.design_courses import add_mug_building, add_mug_pass, evening
from tests.faults.racers import all_agrees, shuffled, together
from tests.readings import seats_taken
from tests.scene import Scene, open_scene


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene()


async def test_customers_of_different_parts_for_the_last_makeup_seat(scene: Scene, context: Context) -> None:
    mugs = await add_mug_building(scene.studio_id)
    people = [await add_customer(scene.studio_id) for _ in range(9)]
    passes = [await add_mug_pass(who, scene.studio_id, mugs) for who in people]
    for seed in range(5):
        makeup = await add_session(mugs.course_id, evening(4, seed), capacity=1, is_makeup=True)
        wishes = [
            wish(who, pass_id, makeup, mugs.parts[place % 3], context)
            for place, (who, pass_id) in enumerate(zip(people, passes, strict=True))
        ]
        answers = await together(*shuffled(seed, *wishes))
        winners_before = answers.pop("part_already_reserved", 0)
        assert answers == {"PENDING": 1, "session_full": 8 - winners_before}
        assert await seats_taken(makeup) == 1
    await all_agrees()


async def test_one_customer_for_all_parts_of_one_makeup_class(scene: Scene, context: Context) -> None:
    """R14: one seat, whichever part comes first."""
    mugs = await add_mug_building(scene.studio_id)
    for seed in range(5):
        who = await add_customer(scene.studio_id)
        pass_id = await add_mug_pass(who, scene.studio_id, mugs)
        wishes = [wish(who, pass_id, mugs.class_of(4, 0), part, context) for part in mugs.parts]
        assert await together(*shuffled(seed, *wishes)) == {"PENDING": 1, "already_reserved": 2}
        assert await seats_taken(mugs.class_of(4, 0)) == seed + 1
    await all_agrees()


def wish(customer_id: int, pass_id: int, session_id: int, part: int, context: Context) -> Awaitable[object]:
    asked = ReserveRequest(registration_id=pass_id, session_id=session_id, step_id=part)
    return reserve(asked, actors.customer(customer_id), context)
