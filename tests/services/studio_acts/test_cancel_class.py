"""A class cancelled by the studio: every seat is given back with its punch, everybody is told, once (§6, R39)."""

import json
from datetime import timedelta
from typing import Final

import pytest

from server.contract.studio_acts import ClassCancellation, ClassCancelRequest
from server.rules.vocabulary import ReservationStatus
from server.services.absence.nights import run_by_hand
from server.services.actor import SYSTEM
from server.services.context import Context
from server.services.outcomes import Declined, NotFoundError
from server.services.setup.sessions.remove_session import remove_session
from server.services.studio_acts.cancel_class import cancel_class
from tests import actors
from tests.builders import STARTS_AT, TWO_HOURS, add_customer, add_pass, add_reservation, add_session
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    Punch,
    WrittenAct,
    acts,
    bookings,
    events_of,
    everything,
    ledger_of,
    messages,
    punches_left,
    reservation_row,
    seats_taken,
    statements,
    status_of,
)
from tests.scene import Scene, booked, moved, open_scene, refusal

SECOND: Final = timedelta(seconds=1)
ADMIN: Final = actors.admin(7)
FLU: Final = ClassCancelRequest(reason="Mara has the flu")

LIVE: Final = {
    "reserved": (),
    "arrived": (ReservationStatus.CHECKED_IN,),
    "confirmed": (ReservationStatus.ATTENDED,),
    "missed": (ReservationStatus.NO_SHOW,),
}
"""The moves that lead to each status that has a seat."""


def done(outcome: ClassCancellation | Declined) -> ClassCancellation:
    assert isinstance(outcome, ClassCancellation), outcome
    return outcome


async def someone(scene: Scene, context: Context, *moves: ReservationStatus) -> int:
    """Another customer, who books, and what then becomes of it; returns the reservation."""
    customer_id = await add_customer(scene.studio_id, "Cleo Adler")
    pass_id = await add_pass(customer_id, scene.studio_id, scene.course_id)
    made = await booked(pass_id, scene.session_id, actors.customer(customer_id), context)
    for status in moves:
        await moved(made.id, status, context.now())
    return made.id


@pytest.mark.parametrize("moves", LIVE.values(), ids=LIVE)
async def test_whoever_has_a_seat_gets_the_punch_back_and_a_message(
    scene: Scene, context: Context, moves: tuple[ReservationStatus, ...]
) -> None:
    reservation_id = await someone(scene, context, *moves)
    answer = done(await cancel_class(scene.session_id, FLU, ADMIN, context))
    row = await reservation_row(reservation_id)
    assert (row["status"], row["cancelled_at"]) == ("CANCELLED", context.now())
    assert await punches_left(row["registration"]) == 8
    assert (answer.told, answer.session.seats_taken, answer.session.cancelled_at) == (1, 0, context.now())
    [*_, message] = await messages()
    assert (message["kind"], message["studio"], message["due_at"]) == (
        "CLASS_CANCELLED",
        scene.studio_id,
        context.now(),
    )
    assert json.loads(message["facts"]) == {"reservationId": reservation_id, "reason": "Mara has the flu"}
    assert broken_invariants(await bookings()) == []


async def test_an_arrivals_punch_is_returned_by_a_row_of_its_own(scene: Scene, context: Context) -> None:
    """R9."""
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.CHECKED_IN, context.now(), scene.staff)
    await cancel_class(scene.session_id, FLU, ADMIN, context)
    assert await ledger_of(scene.pass_id) == [
        Punch("CHECK_IN", -1, reservation.id, f"staff:{scene.staff_id}", None, live=False),
        Punch("REVERSAL", 1, reservation.id, "staff:7", "Mara has the flu", live=True),
    ]


async def test_who_cancelled_and_why_is_kept_with_each_seat_and_with_the_class(scene: Scene, context: Context) -> None:
    first, second = await scene.book(context), await someone(scene, context)
    await cancel_class(scene.session_id, FLU, ADMIN, context)
    for reservation_id in (first.id, second):
        [*_, event] = await events_of(reservation_id)
        assert event == Event("PENDING", "CANCELLED", "staff:7", "API", "Mara has the flu")
    assert await acts() == [
        WrittenAct(
            "CLASS_CANCELLED", "CLASS_SESSION", scene.session_id, "staff:7", "API", "Mara has the flu", {"told": 2}
        )
    ]


@pytest.mark.parametrize("status", [ReservationStatus.CANCELLED, ReservationStatus.AUTO_CANCELLED])
async def test_who_had_left_is_not_told_and_stays_as_it_was(
    scene: Scene, context: Context, status: ReservationStatus
) -> None:
    gone = await add_reservation(scene.pass_id, scene.session_id, status)
    before = await reservation_row(gone.id)
    assert done(await cancel_class(scene.session_id, FLU, ADMIN, context)).told == 0
    assert await reservation_row(gone.id) == before
    assert await messages() == []


async def test_a_second_time_is_the_same_answer_and_writes_nothing(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    for _ in range(2):
        await someone(scene, context)
    first = await cancel_class(scene.session_id, FLU, ADMIN, context)
    clock.set(STARTS_AT + timedelta(days=1))
    before = await everything()
    again = await cancel_class(scene.session_id, ClassCancelRequest(reason="No power"), ADMIN, context)
    assert (done(again).told, again) == (2, first)
    assert await everything() == before


async def test_a_class_that_was_taken_out_of_the_timetable_had_nobody_to_tell(scene: Scene, context: Context) -> None:
    await add_reservation(scene.pass_id, scene.session_id, ReservationStatus.CANCELLED)
    await remove_session(scene.session_id, context)
    assert done(await cancel_class(scene.session_id, FLU, ADMIN, context)).told == 0


async def test_a_class_is_cancelled_one_second_before_its_end(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT + TWO_HOURS - SECOND)
    done(await cancel_class(scene.session_id, FLU, ADMIN, context))
    assert await status_of(reservation.id) is ReservationStatus.CANCELLED


@pytest.mark.parametrize("late", [timedelta(), SECOND])
async def test_a_class_that_has_ended_is_not_cancelled(
    scene: Scene, context: Context, clock: MovableClock, late: timedelta
) -> None:
    await scene.book(context)
    clock.set(STARTS_AT + TWO_HOURS + late)
    before = await everything()
    assert refusal(await cancel_class(scene.session_id, FLU, ADMIN, context)) == "session_ended"
    assert await everything() == before


async def test_a_code_of_a_cancelled_class_says_so_at_the_door(scene: Scene, context: Context) -> None:
    """R27."""
    reservation = await scene.book(context)
    await cancel_class(scene.session_id, FLU, ADMIN, context)
    assert (await scene.scan(reservation.code, context, "door")).verdict == "session_cancelled"


async def test_what_an_absence_in_it_has_released_comes_back(
    database: None, context: Context, clock: MovableClock
) -> None:
    """§6: nobody was absent from a class that was cancelled; the absence had acted while the class went on."""
    scene = await open_scene(length=timedelta(hours=4), settings={"self_closes_minutes": 30})
    later = await add_session(scene.course_id, STARTS_AT + timedelta(days=7))
    missed, released = await scene.book(context), await scene.book(context, later)
    await moved(missed.id, ReservationStatus.NO_SHOW, STARTS_AT)
    clock.set(STARTS_AT + timedelta(hours=1))
    await run_by_hand(None, clock.now(), SYSTEM, context)
    assert await status_of(released.id) is ReservationStatus.AUTO_CANCELLED
    await cancel_class(scene.session_id, FLU, ADMIN, context)
    assert [await status_of(each.id) for each in (missed, released)] == ["CANCELLED", "PENDING"]
    assert (await seats_taken(later), await punches_left(scene.pass_id)) == (1, 8)
    assert [message["kind"] for message in await messages()][-2:] == ["REINSTATED", "CLASS_CANCELLED"]
    assert broken_invariants(await bookings()) == []


async def test_the_same_people_keep_their_other_classes(scene: Scene, context: Context) -> None:
    later = await add_session(scene.course_id, STARTS_AT + timedelta(days=7))
    await scene.book(context)
    other = await scene.book(context, later)
    await cancel_class(scene.session_id, FLU, ADMIN, context)
    assert await status_of(other.id) is ReservationStatus.PENDING
    assert (await seats_taken(scene.session_id), await seats_taken(later)) == (0, 1)


async def test_two_hundred_people_cost_no_more_statements_than_two(scene: Scene, context: Context) -> None:
    large = await add_session(scene.course_id, STARTS_AT, capacity=200)
    for session_id, people in ((scene.session_id, 2), (large, 200)):
        for _ in range(people):
            pass_id = await add_pass(await add_customer(scene.studio_id), scene.studio_id, scene.course_id)
            await add_reservation(pass_id, session_id)
    with statements() as for_two:
        await cancel_class(scene.session_id, FLU, ADMIN, context)
    with statements() as for_many:
        assert done(await cancel_class(large, FLU, ADMIN, context)).told == 200
    assert len(for_many) == len(for_two)
    assert (len(await messages()), await seats_taken(large)) == (202, 0)


async def test_others_sessions_do_not_exist(scene: Scene, context: Context) -> None:
    before = await everything()
    for session_id, actor in ((scene.session_id, actors.staff(7, scene.studio_id + 1)), (4711, ADMIN)):
        with pytest.raises(NotFoundError, match="class session"):
            await cancel_class(session_id, FLU, actor, context)
    assert await everything() == before
