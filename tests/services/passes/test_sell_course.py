"""A course without parts is sold as a whole: all of its sessions are reserved with the pass, or nothing is (R12)."""

import asyncio
import json
from datetime import date
from typing import Final

import pytest

from server.contract.pass_products import PassProductRequest
from server.contract.sales import SaleRequest, SoldPass
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.absence.nights import run_due_nights
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.passes.sell_pass import sell_pass
from server.services.setup.pass_products.create_product import create_product
from server.tables.courses import ClassSession
from tests.absences import DAY, NIGHT
from tests.builders import STARTS_AT, add_course, add_customer, add_pass, add_reservation, add_session, add_step
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    acts,
    bookings,
    events_of,
    everything,
    ledger_of,
    messages,
    reservation_row,
    seats_taken,
    statements,
)
from tests.scene import Scene, booked, moved

PENDING, CANCELLED = ReservationStatus.PENDING, ReservationStatus.CANCELLED
TODAY: Final = date(2026, 3, 2)


async def course_product(
    scene: Scene, *course_ids: int, validity_days: int | None = None, limit: int | None = 3
) -> int:
    """Put the whole course on the shelf; the scene's own where no other is named."""
    asked = PassProductRequest(
        studio_id=scene.studio_id,
        name="Pottery, spring",
        pass_type=PassType.FULL_COURSE,
        course_ids=list(course_ids) or [scene.course_id],
        max_advance_reservations=limit,
        validity_days=validity_days,
    )
    return (await create_product(asked)).id


async def sell(scene: Scene, product_id: int, context: Context, *, customer_id: int | None = None) -> SoldPass:
    """Sell it, and insist that seats, limits and histories agree afterwards."""
    asked = SaleRequest(customer_id=customer_id or scene.customer_id, pass_product_id=product_id)
    sold = await sell_pass(asked, scene.staff, context)
    assert broken_invariants(await bookings(), context.now()) == []
    return sold


async def reserved_with(sold: SoldPass) -> list[int]:
    """Return the sessions that are reserved on a pass, by their ids."""
    rows = (await bookings())["session_reservation"]
    assert {row["status"] for row in rows if row["registration"] == sold.id} <= {PENDING}
    return sorted(row["session"] for row in rows if row["registration"] == sold.id)


async def refused_sale(scene: Scene, product_id: int, context: Context) -> ConflictError:
    """Sell it, and insist that it is refused and writes nothing."""
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await sell(scene, product_id, context)
    assert await everything() == before
    return refused.value


async def test_all_sessions_to_come_are_reserved_and_no_others(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    ahead = [await add_session(scene.course_id, STARTS_AT + days * DAY) for days in (1, 2, 3, 4)]
    cancelled = await add_session(scene.course_id, STARTS_AT + DAY)
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == cancelled)
    await add_session(scene.course_id, STARTS_AT + DAY, is_makeup=True)
    await add_session(await add_course(scene.studio_id, "Drawing"), STARTS_AT + DAY)
    clock.set(STARTS_AT)
    assert await reserved_with(await sell(scene, await course_product(scene), context)) == ahead
    assert await seats_taken(scene.session_id) == 0


async def test_the_validity_bounds_the_course(scene: Scene, context: Context) -> None:
    """R6, R7: seven days, both ends inclusive."""
    ahead = [await add_session(scene.course_id, STARTS_AT + days * DAY) for days in (6, 7)]
    sold = await sell(scene, await course_product(scene, validity_days=7), context)
    assert await reserved_with(sold) == [scene.session_id, ahead[0]]


async def test_each_seat_is_a_reservation_like_any_other(scene: Scene, context: Context) -> None:
    """§6, R24, R43: with its event and a code that opens the door, and no punch."""
    sold = await sell(scene, await course_product(scene), context)
    [row] = [row for row in (await bookings())["session_reservation"] if row["registration"] == sold.id]
    assert await events_of(row["id"]) == [Event(None, "PENDING", scene.staff.label, "API", None)]
    assert (await reservation_row(row["id"]))["code_hash"]
    assert (row["customer"], row["step"], row["is_walk_in"]) == (scene.customer_id, None, False)
    assert (await ledger_of(sold.id), sold.open_reservations) == ([], 1)
    assert (await acts())[0].facts["reserved"] == 1


async def test_one_message_confirms_them_all(scene: Scene, context: Context) -> None:
    """R39."""
    await add_session(scene.course_id, STARTS_AT + DAY)
    sold = await sell(scene, await course_product(scene), context)
    [message] = await messages()
    listed = [row["id"] for row in (await bookings())["session_reservation"] if row["registration"] == sold.id]
    assert (message["kind"], json.loads(message["facts"])) == ("COURSE_BOOKED", {"reservationIds": listed})


async def test_a_full_session_refuses_the_sale_with_its_id(scene: Scene, context: Context) -> None:
    """R18."""
    full = [await add_session(scene.course_id, STARTS_AT + days * DAY, capacity=0) for days in (1, 2)]
    refused = await refused_sale(scene, await course_product(scene), context)
    assert (refused.code, refused.facts) == ("session_full", {"session_ids": tuple(full)})


async def test_a_seat_by_another_pass_refuses_the_sale_with_its_id(scene: Scene, context: Context) -> None:
    """R14: nobody passes it; the desk cancels that booking first."""
    await add_reservation(scene.pass_id, scene.session_id)
    refused = await refused_sale(scene, await course_product(scene), context)
    assert (refused.code, refused.facts) == ("already_reserved", {"session_ids": (scene.session_id,)})


async def test_a_booking_that_was_given_up_is_no_seat(scene: Scene, context: Context) -> None:
    """R14 is about seated reservations."""
    given_up = await booked(scene.pass_id, scene.session_id, scene.customer, context)
    await moved(given_up.id, CANCELLED, context.now())
    assert await reserved_with(await sell(scene, await course_product(scene), context)) == [scene.session_id]


async def test_a_course_with_parts_is_booked_by_the_customer_day_by_day(scene: Scene, context: Context) -> None:
    """R12, the other way: the limit stands, and the grace."""
    mugs = await add_course(scene.studio_id, "Mugs")
    await add_session(mugs, STARTS_AT + DAY, step_id=await add_step(mugs, 1))
    sold = await sell(scene, await course_product(scene, mugs), context)
    assert (await reserved_with(sold), sold.max_advance_reservations, await messages()) == ([], 3, [])


async def test_of_several_courses_those_without_parts_are_reserved(scene: Scene, context: Context) -> None:
    """A pass that has a whole course has no limit: its parts could never be booked beside it."""
    mugs = await add_course(scene.studio_id, "Mugs")
    part = await add_step(mugs, 1)
    its_session = await add_session(mugs, STARTS_AT + DAY, step_id=part)
    sold = await sell(scene, await course_product(scene, mugs, scene.course_id, limit=1), context)
    assert (await reserved_with(sold), sold.max_advance_reservations) == ([scene.session_id], None)
    await booked(sold.id, its_session, scene.customer, context)


@pytest.mark.parametrize("count", [0, 1])
async def test_other_passes_reserve_nothing(scene: Scene, context: Context, count: int) -> None:
    pass_type = [PassType.UNLIMITED_SERIES, PassType.PUNCH_PASS][count]
    asked = PassProductRequest(
        studio_id=scene.studio_id,
        name="All",
        pass_type=pass_type,
        course_ids=[scene.course_id],
        sessions_included=8 if count else None,
    )
    sold = await sell(scene, (await create_product(asked)).id, context)
    assert (await reserved_with(sold), sold.max_advance_reservations) == ([], 3)


async def test_a_course_without_any_session_to_come_is_sold(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    clock.set(STARTS_AT)
    sold = await sell(scene, await course_product(scene), context)
    assert (await reserved_with(sold), await messages()) == ([], [])


async def test_sessions_that_come_later_are_booked_by_the_customer_without_a_limit(
    scene: Scene, context: Context
) -> None:
    """R12, R15: nobody is booked into what they have not seen; a timetable that is extended only offers more."""
    sold = await sell(scene, await course_product(scene, limit=1), context)
    later = [await add_session(scene.course_id, STARTS_AT + days * DAY) for days in (7, 8, 9)]
    assert await reserved_with(sold) == [scene.session_id]
    for session_id in later:
        await booked(sold.id, session_id, scene.customer, context)
    assert await reserved_with(sold) == [scene.session_id, *later]


async def test_a_missed_class_releases_nothing_of_the_course(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R6: it never auto-cancels."""
    await add_session(scene.course_id, STARTS_AT + 2 * DAY)
    sold = await sell(scene, await course_product(scene), context)
    clock.set(NIGHT)
    await run_due_nights(context)
    rows = [row for row in (await bookings())["session_reservation"] if row["registration"] == sold.id]
    assert [row["status"] for row in rows] == [ReservationStatus.NO_SHOW, PENDING]


async def test_a_long_course_takes_no_more_statements_than_a_short_one(scene: Scene, context: Context) -> None:
    product_id = await course_product(scene)
    counts = []
    for sessions in (1, 60):
        for day in range(sessions):
            await add_session(scene.course_id, STARTS_AT + (sessions + day) * DAY)
        asked = SaleRequest(customer_id=await add_customer(scene.studio_id, "Cleo Adler"), pass_product_id=product_id)
        with statements() as collected:
            await sell_pass(asked, scene.staff, context)
        counts.append(len(collected))
    assert counts[0] == counts[1]
    assert len((await bookings())["session_reservation"]) == 2 + 62


async def test_of_two_sales_at_once_one_gets_the_last_seats(scene: Scene, context: Context) -> None:
    """R18: the other has none, not half of them."""
    for days in (1, 2):
        await add_session(scene.course_id, STARTS_AT + days * DAY, capacity=1)
    product_id, other = await course_product(scene), await add_customer(scene.studio_id, "Ben Ode")
    asked = [SaleRequest(customer_id=each, pass_product_id=product_id) for each in (scene.customer_id, other)]
    outcomes = await asyncio.gather(*(sell_pass(one, scene.staff, context) for one in asked), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["ConflictError", "SoldPass"]
    rows = await bookings()
    assert (len(rows["session_reservation"]), len(rows["class_registration"])) == (3, 2)
    assert broken_invariants(rows, context.now()) == []


async def test_a_booking_at_the_same_time_gets_in_or_the_sale_does(scene: Scene, context: Context) -> None:
    """R35: sessions are held before anything is judged."""
    await ClassSession.update({ClassSession.capacity: 1}).where(ClassSession.id == scene.session_id)
    neighbour = await add_customer(scene.studio_id, "Ben Ode")
    their_pass = await add_pass(neighbour, scene.studio_id, scene.course_id)
    product_id = await course_product(scene)
    outcomes = await asyncio.gather(
        sell_pass(SaleRequest(customer_id=scene.customer_id, pass_product_id=product_id), scene.staff, context),
        booked(their_pass, scene.session_id, scene.staff, context),
        return_exceptions=True,
    )
    assert len([one for one in outcomes if isinstance(one, BaseException)]) == 1
    assert await seats_taken(scene.session_id) == 1
