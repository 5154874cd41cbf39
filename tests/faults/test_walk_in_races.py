"""Walk-ins at the same desk, phone and second: a seat goes to one, a new customer is added once (R25, R31)."""

import pytest

from server.contract.walk_ins import WalkInCustomer, WalkInRequest, WalkInSale
from server.services.context import Context
from server.services.door.walk_in import walk_in
from server.tables.people import Customer
from tests.builders import add_product, add_session
from tests.faults.racers import ROUNDS, all_agrees, another, book, shuffled, together
from tests.readings import bookings, seats_taken
from tests.scene import Scene, open_scene


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene(capacity=1000)


async def test_a_walk_in_against_a_booking_of_the_last_seat(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        last = await add_session(scene.course_id, capacity=1)
        actor, pass_id = await another(scene)
        _, walkers_pass = await another(scene)
        asked = WalkInRequest(registration_id=walkers_pass)
        wishes = [walk_in(last, asked, scene.staff, context), book(pass_id, last, actor, context)]
        answers = await together(*shuffled(place, *wishes))
        assert answers["session_full"] == 1
        assert answers["CHECKED_IN"] + answers["PENDING"] == 1
        assert await seats_taken(last) == 1
    await all_agrees()


async def test_a_double_tap_on_let_in(scene: Scene, context: Context) -> None:
    for _ in range(ROUNDS):
        _, pass_id = await another(scene)
        asked = WalkInRequest(registration_id=pass_id)
        answers = await together(*(walk_in(scene.session_id, asked, scene.staff, context) for _ in range(3)))
        assert answers == {"CHECKED_IN": 1, "already_reserved": 2}
    await all_agrees()


async def test_two_desks_that_sell_to_the_same_new_customer_the_last_seat(scene: Scene, context: Context) -> None:
    """Of the loser nothing stays: no second pass, no second customer."""
    product = await add_product(scene.studio_id, scene.course_id)
    for place in range(ROUNDS):
        last = await add_session(scene.course_id, capacity=1)
        who = WalkInCustomer(name="Lee Park", email=f"lee.{place}@example.org")
        asked = WalkInRequest(sale=WalkInSale(pass_product_id=product), customer=who)
        passes = len((await bookings())["class_registration"])
        answers = await together(*(walk_in(last, asked, scene.staff, context) for _ in range(2)))
        assert answers["CHECKED_IN"] == 1
        assert answers["already_reserved"] + answers["session_full"] == 1
        assert len((await bookings())["class_registration"]) == passes + 1
        assert await Customer.count().where(Customer.email == who.email) == 1
    await all_agrees()
