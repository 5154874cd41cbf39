"""Taking a check-in back: on the class day, before the class ends; a walk-in's seat goes with it (R29)."""

from datetime import timedelta

import pytest

from server.contract.reservations import SelfCheckInRequest, StaffCheckInRequest, UndoRequest
from server.rules.vocabulary import ReservationStatus
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.door.self_check_in import self_check_in
from server.services.door.staff_check_in import staff_check_in, undo_check_in
from server.services.outcomes import NotFoundError
from server.tables.reservations import SessionReservation
from tests.builders import STARTS_AT, TWO_HOURS
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    Punch,
    events_of,
    everything,
    ledger_of,
    punches_left,
    reservation_row,
    seats_taken,
    status_of,
)
from tests.scene import Scene, agreed, booked, moved, open_scene, refusal

UNDO = UndoRequest(reason="wrong person")
SECOND = timedelta(seconds=1)


async def test_an_undone_check_in_is_pending_with_its_punch_and_its_seat(scene: Scene, context: Context) -> None:
    reservation = await checked_in(scene, context)
    answer = agreed(await undo_check_in(reservation, UNDO, scene.staff, context))
    assert (answer.reservation_status, answer.checked_in_at, answer.checked_in_by) == ("PENDING", None, None)
    assert await punches_left(scene.pass_id) == 8
    assert await seats_taken(scene.session_id) == 1


async def test_an_undo_records_who_and_why_in_events_and_ledger(scene: Scene, context: Context) -> None:
    reservation = await checked_in(scene, context)
    await undo_check_in(reservation, UNDO, scene.staff, context)
    who = f"staff:{scene.staff_id}"
    assert (await events_of(reservation))[-1] == Event("CHECKED_IN", "PENDING", who, "API", "wrong person")
    assert (await ledger_of(scene.pass_id))[-1] == Punch("REVERSAL", 1, reservation, who, "wrong person", live=True)


async def test_an_undo_needs_no_reason(scene: Scene, context: Context) -> None:
    reservation = await checked_in(scene, context)
    agreed(await undo_check_in(reservation, UndoRequest(), scene.staff_at_kiosk, context))


async def test_the_neighbours_check_in_stays(scene: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    agreed(await self_check_in(theirs.id, SelfCheckInRequest(), neighbour, context))
    await undo_check_in(await checked_in(scene, context), UNDO, scene.staff, context)
    assert await status_of(theirs.id) is ReservationStatus.CHECKED_IN
    assert await punches_left(neighbours_pass) == 7


async def test_check_in_and_undo_as_often_as_one_likes_come_to_no_punch(scene: Scene, context: Context) -> None:
    reservation = await checked_in(scene, context)
    for _ in range(3):
        agreed(await undo_check_in(reservation, UNDO, scene.staff, context))
        agreed(await staff_check_in(reservation, StaffCheckInRequest(), scene.staff, context))
    assert await punches_left(scene.pass_id) == 7
    agreed(await undo_check_in(reservation, UNDO, scene.staff, context))
    assert await punches_left(scene.pass_id) == 8


async def test_an_undone_waiver_returns_nothing(scene: Scene, context: Context) -> None:
    reservation = (await scene.book(context)).id
    waived = StaffCheckInRequest(waive_punch=True, reason="trial class")
    agreed(await staff_check_in(reservation, waived, scene.staff, context))
    agreed(await undo_check_in(reservation, UNDO, scene.staff, context))
    assert [(punch.kind, punch.delta) for punch in await ledger_of(scene.pass_id)] == [("WAIVE", 0), ("REVERSAL", 0)]
    assert await punches_left(scene.pass_id) == 8


async def test_an_undone_walk_in_is_cancelled_and_its_seat_is_free(scene: Scene, context: Context) -> None:
    reservation = await checked_in(scene, context)
    table = SessionReservation
    await table.update({table.is_walk_in: True}).where(table.id == reservation)
    answer = agreed(await undo_check_in(reservation, UNDO, scene.staff, context))
    assert (answer.reservation_status, answer.cancelled_at) == ("CANCELLED", context.now())
    assert await seats_taken(scene.session_id) == 0
    assert await punches_left(scene.pass_id) == 8


async def test_a_customer_may_cancel_what_was_undone(scene: Scene, context: Context) -> None:
    reservation = await checked_in(scene, context)
    await undo_check_in(reservation, UNDO, scene.staff, context)
    agreed(await cancel(reservation, scene.customer, context))
    assert await seats_taken(scene.session_id) == 0


async def test_a_check_in_is_undone_one_second_before_the_class_ends(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await checked_in(scene, context)
    clock.set(STARTS_AT + TWO_HOURS - SECOND)
    agreed(await undo_check_in(reservation, UNDO, scene.staff, context))


@pytest.mark.parametrize("late", [timedelta(), SECOND])
async def test_a_check_in_stands_from_the_classs_end_on(
    scene: Scene, context: Context, clock: MovableClock, late: timedelta
) -> None:
    reservation = await checked_in(scene, context)
    clock.set(STARTS_AT + TWO_HOURS + late)
    before = await everything()
    assert refusal(await undo_check_in(reservation, UNDO, scene.staff, context)) == "session_ended"
    assert await everything() == before


async def test_a_check_in_of_another_day_stands(database: None, context: Context, clock: MovableClock) -> None:
    """A seminar of three days: its class day is the first, and reaches to its end."""
    scene = await open_scene(length=timedelta(days=3))
    reservation = await checked_in(scene, context)
    clock.set(STARTS_AT - timedelta(days=1))
    assert refusal(await undo_check_in(reservation, UNDO, scene.staff, context)) == "not_class_day"
    clock.set(STARTS_AT + timedelta(days=2))
    agreed(await undo_check_in(reservation, UNDO, scene.staff, context))


@pytest.mark.parametrize("status", [s for s in ReservationStatus if s is not ReservationStatus.CHECKED_IN])
async def test_only_a_check_in_can_be_undone(scene: Scene, context: Context, status: ReservationStatus) -> None:
    reservation = (await scene.book(context)).id
    if status is not ReservationStatus.PENDING:
        await moved(reservation, status, context.now())
    before = await everything()
    assert refusal(await undo_check_in(reservation, UNDO, scene.staff, context)) == "illegal_transition"
    assert await everything() == before


async def test_others_reservations_do_not_exist(scene: Scene, context: Context) -> None:
    reservation = await checked_in(scene, context)
    for stranger in await scene.strangers():
        with pytest.raises(NotFoundError, match="session reservation"):
            await undo_check_in(reservation, UNDO, stranger, context)
    assert (await reservation_row(reservation))["status"] == "CHECKED_IN"


async def checked_in(scene: Scene, context: Context) -> int:
    reservation = await scene.book(context)
    await scene.scan(reservation.code, context, "first")
    return reservation.id
