"""A walk-in on a pass that is sold in the same call, also to somebody new: all of it or nothing (R31)."""

from datetime import date, timedelta
from typing import Any

import pytest

from server.contract.reservations import UndoRequest
from server.contract.walk_ins import WalkInCustomer, WalkInSale
from server.rules.vocabulary import PassType, PaymentMethod, ReservationStatus
from server.services.actor import Actor
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.door.staff_check_in import undo_check_in
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration, PassProduct
from server.tables.people import Customer
from tests import actors
from tests.absences import CANCELLED
from tests.builders import (
    STARTS_AT,
    add_course,
    add_customer,
    add_pass,
    add_product,
    add_session,
    add_staff,
    add_studio,
)
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, everything, messages, punches_left, reservation_row, seats_taken, status_of
from tests.scene import Scene, agreed, booked, open_scene, refusal
from tests.services.door.test_walk_in import let_in


@pytest.fixture
async def product(scene: Scene) -> int:
    """Eight punches on the shelf."""
    return await add_product(scene.studio_id, scene.course_id)


def sale(product: int, **rest: Any) -> WalkInSale:
    return WalkInSale(pass_product_id=product, **rest)


async def test_a_pass_is_sold_in_the_same_call(scene: Scene, context: Context, product: int) -> None:
    paid = sale(product, payment=PaymentMethod.CASH, payment_note="till 2")
    reservation = agreed(await let_in(scene, context, sale=paid, customer_id=scene.customer_id))
    assert reservation.registration_id != scene.pass_id
    sold = await ClassRegistration.objects().get(ClassRegistration.id == reservation.registration_id)
    assert sold is not None
    assert (sold.customer, sold.payment, sold.payment_note, sold.sold_by) == (
        scene.customer_id,
        "cash",
        "till 2",
        scene.staff_id,
    )
    assert (sold.valid_from, sold.sessions_remaining) == (date(2026, 3, 2), 7)
    assert await punches_left(scene.pass_id) == 8
    assert broken_invariants(await bookings(), context.now()) == []


async def test_a_new_customer_is_added_with_it(scene: Scene, context: Context, product: int) -> None:
    who = WalkInCustomer(name="Lee Park", email="Lee@Example.org", phone="555 0199")
    reservation = agreed(await let_in(scene, context, sale=sale(product), customer=who))
    row = await reservation_row(reservation.id)
    added = await Customer.objects().get(Customer.id == row["customer"])
    assert added is not None
    assert (added.name, added.email, added.phone) == ("Lee Park", "lee@example.org", "555 0199")


async def test_a_known_address_is_a_known_customer(scene: Scene, context: Context, product: int) -> None:
    """R41: they keep their name."""
    table = Customer
    await table.update({table.email: "ana@example.org"}).where(table.id == scene.customer_id)
    who = WalkInCustomer(name="Anna", email="ANA@example.org")
    reservation = agreed(await let_in(scene, context, sale=sale(product), customer=who))
    assert (await reservation_row(reservation.id))["customer"] == scene.customer_id


async def test_who_gives_no_address_is_never_written_to(scene: Scene, context: Context, product: int) -> None:
    """And two of them are two."""
    customers = set()
    for _ in range(2):
        who = WalkInCustomer(name="Jo")
        reservation = agreed(await let_in(scene, context, sale=sale(product), customer=who))
        customers.add((await reservation_row(reservation.id))["customer"])
        agreed(await undo_check_in(reservation.id, UndoRequest(), scene.staff, context))
    assert len(customers) == 2
    later = await add_session(scene.course_id, STARTS_AT + timedelta(days=1))
    pass_id = await add_pass(customers.pop(), scene.studio_id, scene.course_id)
    booked_by_staff = await booked(pass_id, later, scene.staff, context)
    await cancel(booked_by_staff.id, scene.staff, context)
    assert await messages() == []


async def test_a_class_past_midnight_is_covered_by_what_is_sold_then(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R7: the pass has to cover the class's own date, which is yesterday's by now."""
    late = STARTS_AT + timedelta(hours=7)
    scene = await open_scene(starts_at=late)
    clock.set(late + timedelta(hours=1, minutes=30))
    product = await add_product(scene.studio_id, scene.course_id)
    reservation = agreed(await let_in(scene, context, sale=sale(product), customer=WalkInCustomer(name="Jo")))
    sold = await ClassRegistration.objects().get(ClassRegistration.id == reservation.registration_id)
    assert sold is not None
    assert sold.valid_from == date(2026, 3, 2)


async def test_a_refused_walk_in_sells_nothing_and_adds_nobody(scene: Scene, context: Context, product: int) -> None:
    await ClassSession.update({ClassSession.capacity: 0}).where(ClassSession.id == scene.session_id)
    before = await everything()
    who = WalkInCustomer(name="Lee Park", email="lee@example.org")
    assert refusal(await let_in(scene, context, sale=sale(product), customer=who)) == "session_full"
    assert await everything() == before


async def test_what_cannot_be_sold_lets_nobody_in(scene: Scene, context: Context, product: int) -> None:
    await PassProduct.update({PassProduct.archived_at: context.now()}).where(PassProduct.id == product)
    before = await everything()
    with pytest.raises(ConflictError, match="not sold any more"):
        await let_in(scene, context, sale=sale(product), customer=WalkInCustomer(name="Lee Park"))
    assert await everything() == before


async def test_an_unclear_request_is_refused_by_its_field(scene: Scene, context: Context, product: int) -> None:
    other = (await scene.add_neighbour())[0].customer_id
    jo = WalkInCustomer(name="Jo")
    unclear: list[tuple[dict[str, Any], str]] = [
        ({"registration_id": None}, "sale"),
        ({"registration_id": scene.pass_id, "sale": sale(product), "customer_id": scene.customer_id}, "sale"),
        ({"sale": sale(product)}, "customer"),
        ({"sale": sale(product), "customer_id": scene.customer_id, "customer": jo}, "customer"),
        ({"registration_id": scene.pass_id, "customer": jo}, "customer"),
        ({"registration_id": scene.pass_id, "customer_id": other}, "customerId"),
    ]
    before = await everything()
    for asked, field in unclear:
        with pytest.raises(InvalidFieldError) as caught:
            await let_in(scene, context, **asked)
        assert caught.value.field == field
    assert await everything() == before


async def test_what_is_another_studios_does_not_exist(scene: Scene, context: Context, product: int) -> None:
    """R41: its class, its pass, its product and its customer."""
    elsewhere = await add_studio("Elsewhere")
    there = await add_course(elsewhere)
    foreign = await add_session(there, STARTS_AT)
    foreign_product = await add_product(elsewhere, there)
    stranger = actors.staff(await add_staff(elsewhere), elsewhere)
    foreign_pass = await add_pass(await add_customer(elsewhere, "Ben"), elsewhere)
    jo = WalkInCustomer(name="Jo")
    before = await everything()
    tries: list[tuple[Actor, int, dict[str, Any]]] = [
        (stranger, scene.session_id, {}),
        (scene.staff, foreign, {}),
        (scene.staff, 9999, {}),
        (scene.staff, scene.session_id, {"registration_id": 9999}),
        (stranger, foreign, {}),
        (scene.staff, scene.session_id, {"registration_id": foreign_pass, "customer_id": scene.customer_id}),
        (scene.staff, scene.session_id, {"sale": sale(foreign_product), "customer": jo}),
        (scene.staff, scene.session_id, {"sale": sale(product), "customer_id": 9999}),
        (actors.admin(scene.staff_id), scene.session_id, {"sale": sale(foreign_product), "customer": jo}),
    ]
    for actor, session_id, asked in tries:
        with pytest.raises(NotFoundError):
            await let_in(scene, context, actor, session_id, **asked)
    assert await everything() == before


async def test_an_undone_walk_in_is_gone_and_the_pass_that_was_sold_stays(
    scene: Scene, context: Context, product: int
) -> None:
    """R29: the seat is freed and the punch returned."""
    reservation = agreed(await let_in(scene, context, sale=sale(product), customer=WalkInCustomer(name="Jo")))
    agreed(await undo_check_in(reservation.id, UndoRequest(reason="Wrong class"), scene.staff, context))
    assert await status_of(reservation.id) is CANCELLED
    assert await seats_taken(scene.session_id) == 0
    assert await punches_left(reservation.registration_id) == 8
    assert broken_invariants(await bookings(), context.now()) == []
    again = agreed(await let_in(scene, context, registration_id=reservation.registration_id))
    assert again.reservation_status is ReservationStatus.CHECKED_IN


@pytest.fixture
async def whole_course(scene: Scene) -> int:
    """The course as a whole, which has no parts: its sessions come with the sale (R12)."""
    product = await add_product(scene.studio_id, scene.course_id)
    changes = {PassProduct.pass_type: PassType.FULL_COURSE.value, PassProduct.sessions_included: None}
    await PassProduct.update(changes).where(PassProduct.id == product)  # type: ignore[arg-type]  # columns by their values
    return product


async def test_a_course_that_is_sold_at_its_door_brings_this_class_along(
    scene: Scene, context: Context, whole_course: int
) -> None:
    """R12, R31: the sale has booked it, so it is checked in, and undone it is a booking like the others."""
    next_week = await add_session(scene.course_id, STARTS_AT + timedelta(days=7))
    reservation = agreed(await let_in(scene, context, sale=sale(whole_course), customer=WalkInCustomer(name="Jo")))
    assert reservation.reservation_status is ReservationStatus.CHECKED_IN
    assert (await seats_taken(scene.session_id), await seats_taken(next_week)) == (1, 1)
    back = agreed(await undo_check_in(reservation.id, UndoRequest(), scene.staff, context))
    assert back.reservation_status is ReservationStatus.PENDING
    assert broken_invariants(await bookings(), context.now()) == []


async def test_a_class_of_it_that_has_begun_is_a_walk_in(
    scene: Scene, context: Context, clock: MovableClock, whole_course: int
) -> None:
    """R12: what has started does not come with the sale."""
    next_week = await add_session(scene.course_id, STARTS_AT + timedelta(days=7))
    clock.set(STARTS_AT + timedelta(minutes=10))
    reservation = agreed(await let_in(scene, context, sale=sale(whole_course), customer=WalkInCustomer(name="Jo")))
    assert (await reservation_row(reservation.id))["is_walk_in"] is True
    assert (await seats_taken(scene.session_id), await seats_taken(next_week)) == (1, 1)


async def test_a_course_that_is_full_next_week_lets_nobody_in_today(
    scene: Scene, context: Context, whole_course: int
) -> None:
    """R12: the sale is refused, and with it the walk-in."""
    await add_session(scene.course_id, STARTS_AT + timedelta(days=7), capacity=0)
    before = await everything()
    with pytest.raises(ConflictError) as caught:
        await let_in(scene, context, sale=sale(whole_course), customer=WalkInCustomer(name="Jo"))
    assert caught.value.code == "session_full"
    assert await everything() == before
