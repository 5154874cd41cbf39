"""Giving a seat up: customers before the start, staff before the end. The seat is free at once, no punch goes (§6)."""

from datetime import timedelta

import pytest

from server.rules.vocabulary import ReservationStatus
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.outcomes import NotFoundError
from tests.builders import STARTS_AT, TWO_HOURS, add_reservation
from tests.movable_clock import MovableClock
from tests.readings import Event, events_of, everything, ledger_of, punches_left, seats_taken, status_of
from tests.scene import Scene, agreed, booked, refusal

SECOND = timedelta(seconds=1)


async def test_a_cancelled_reservation_frees_its_seat_and_takes_no_punch(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    answer = agreed(await cancel(reservation.id, scene.customer, context))
    assert answer.reservation_status is ReservationStatus.CANCELLED
    assert answer.cancelled_at == context.now()
    assert await seats_taken(scene.session_id) == 0
    assert await punches_left(scene.pass_id) == 8
    assert await ledger_of(scene.pass_id) == []


async def test_a_cancelling_records_who_did_it(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await cancel(reservation.id, scene.customer, context)
    assert (await events_of(reservation.id))[-1] == Event(
        "PENDING", "CANCELLED", f"customer:{scene.customer_id}", "API", None
    )


async def test_a_neighbours_seat_in_the_same_class_stays(scene: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    mine = await scene.book(context)
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    await cancel(mine.id, scene.customer, context)
    assert await status_of(theirs.id) is ReservationStatus.PENDING
    assert await seats_taken(scene.session_id) == 1


async def test_the_last_seat_goes_to_the_next_customer(scene: Scene, context: Context) -> None:
    """Cancelling frees the place at once, the seat's and the limit's (R15)."""
    mine = await scene.book(context)
    await cancel(mine.id, scene.customer, context)
    again = await scene.book(context)
    assert (await seats_taken(scene.session_id), again.id != mine.id) == (1, True)


async def test_a_customer_cancels_one_second_before_the_start(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT - SECOND)
    agreed(await cancel(reservation.id, scene.customer, context))
    assert await seats_taken(scene.session_id) == 0


@pytest.mark.parametrize("late", [timedelta(), SECOND])
async def test_a_customer_does_not_cancel_from_the_start_on(
    scene: Scene, context: Context, clock: MovableClock, late: timedelta
) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT + late)
    before = await everything()
    assert refusal(await cancel(reservation.id, scene.customer, context)) == "session_started"
    assert await everything() == before


async def test_staff_cancel_one_second_before_the_end(scene: Scene, context: Context, clock: MovableClock) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT + TWO_HOURS - SECOND)
    agreed(await cancel(reservation.id, scene.staff, context))
    [*_, event] = await events_of(reservation.id)
    assert event.actor == f"staff:{scene.staff_id}"


@pytest.mark.parametrize("late", [timedelta(), SECOND])
async def test_staff_do_not_cancel_from_the_end_on(
    scene: Scene, context: Context, clock: MovableClock, late: timedelta
) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT + TWO_HOURS + late)
    before = await everything()
    assert refusal(await cancel(reservation.id, scene.staff, context)) == "session_ended"
    assert await everything() == before


@pytest.mark.parametrize("status", [ReservationStatus.CANCELLED, ReservationStatus.AUTO_CANCELLED])
async def test_cancelling_what_is_gone_gives_the_same_answer_and_writes_nothing(
    scene: Scene, context: Context, clock: MovableClock, status: ReservationStatus
) -> None:
    gone = await add_reservation(scene.pass_id, scene.session_id, status)
    clock.set(STARTS_AT + timedelta(days=30))
    before = await everything()
    for actor in (scene.customer, scene.staff):
        assert agreed(await cancel(gone.id, actor, context)).reservation_status is status
    assert await everything() == before


@pytest.mark.parametrize(
    "status", [ReservationStatus.CHECKED_IN, ReservationStatus.ATTENDED, ReservationStatus.NO_SHOW]
)
async def test_who_has_come_or_was_missed_is_not_cancelled_this_way(
    scene: Scene, context: Context, status: ReservationStatus
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id, status)
    before = await everything()
    for actor in (scene.customer, scene.staff):
        assert refusal(await cancel(reservation.id, actor, context)) == "illegal_transition"
    assert await everything() == before


async def test_others_reservations_do_not_exist(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    strangers = await scene.strangers()
    before = await everything()
    for stranger in strangers:
        with pytest.raises(NotFoundError, match="session reservation"):
            await cancel(reservation.id, stranger, context)
    assert await everything() == before


async def test_a_reservation_that_is_not_there_does_not_exist(scene: Scene, context: Context) -> None:
    with pytest.raises(NotFoundError, match="session reservation"):
        await cancel(4711, scene.customer, context)
