"""Moving a booking: judged as if its seat were free, one thing before and after, and nothing where refused (R20)."""

from datetime import timedelta
from typing import Any

import pytest

from server.contract.reservations import MoveRequest, Reservation
from server.rules.forcing import PASSABLE
from server.rules.vocabulary import Refusal, ReservationStatus
from server.services.actor import Actor
from server.services.booking.move_reservation import move_reservation
from server.services.context import Context
from server.services.outcomes import Declined, InvalidFieldError, NotFoundError
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from tests import actors
from tests.absences import DAY, PENDING, SECOND, session_in
from tests.builders import (
    STARTS_AT,
    TWO_HOURS,
    add_course,
    add_reservation,
    add_session,
    add_staff,
    add_step,
    add_studio,
)
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    WrittenAct,
    acts,
    bookings,
    events_of,
    everything,
    messages,
    reservation_row,
    seats_taken,
)
from tests.scene import Scene, agreed, booked, moved, refusal
from tests.services.booking.flaws import FLAWS, Flaw

WHY = "She called"
NOT_THE_BOOKINGS_OWN = [
    row for row in FLAWS if row[1] not in (Refusal.SESSION_NOT_COVERED, Refusal.PASS_NOT_VALID, Refusal.SESSION_STARTED)
]
"""What can speak against the target: the rest would speak against the old session just as well."""


async def move(
    reservation_id: int, session_id: int, actor: Actor, context: Context, **rest: Any
) -> Reservation | Declined:
    """Ask for a move."""
    return await move_reservation(reservation_id, MoveRequest(session_id=session_id, **rest), actor, context)


async def booked_next_week(scene: Scene) -> int:
    """A booking that is to move into the scene's class, written past the rules."""
    return (await add_reservation(scene.pass_id, await session_in(7, scene))).id


async def test_a_moved_booking_keeps_its_id_and_code_and_takes_its_seat_along(scene: Scene, context: Context) -> None:
    before = await scene.book(context)
    target = await session_in(1, scene)
    after = agreed(await move(before.id, target, scene.customer, context))
    assert (after.id, after.code, after.reserved_at) == (before.id, before.code, before.reserved_at)
    assert (after.session_id, after.starts_at) == (target, STARTS_AT + DAY)
    assert after.self_check_in_opens_at == STARTS_AT + DAY - TWO_HOURS
    assert (await seats_taken(scene.session_id), await seats_taken(target)) == (0, 1)
    assert broken_invariants(await bookings(), context.now()) == []


async def test_a_move_is_an_act_and_no_change_of_status(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    target = await session_in(1, scene)
    agreed(await move(reservation.id, target, scene.staff, context, reason=WHY))
    facts = {
        "oldSessionId": scene.session_id,
        "sessionId": target,
        "oldStartsAt": "2026-03-02T21:00:00Z",
        "startsAt": "2026-03-03T21:00:00Z",
        "oldStepId": None,
        "stepId": None,
    }
    who = f"staff:{scene.staff_id}"
    assert await acts() == [WrittenAct("BOOKING_MOVED", "SESSION_RESERVATION", reservation.id, who, "API", WHY, facts)]
    assert [event.to_status for event in await events_of(reservation.id)] == ["PENDING"]


async def test_the_customer_is_told_each_time(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R39: there, and back again."""
    reservation = await scene.book(context)
    target = await session_in(1, scene)
    for session_id in (target, scene.session_id):
        clock.advance(SECOND)
        agreed(await move(reservation.id, session_id, scene.staff, context))
    assert [row["kind"] for row in await messages()] == ["CONFIRMATION"] * 3
    assert {row["recipient"] for row in await messages()} == {(await messages())[0]["recipient"]}


async def test_the_limit_and_the_last_punch_go_along(scene: Scene, context: Context) -> None:
    """R20: all places and the only punch are taken by the booking that moves."""
    table = ClassRegistration
    reservation = await scene.book(context)
    await table.update({table.max_advance_reservations: 1, table.sessions_remaining: 1}).where(
        table.id == scene.pass_id
    )
    agreed(await move(reservation.id, await session_in(1, scene), scene.customer, context))


@pytest.mark.parametrize(("flaw", "expected"), NOT_THE_BOOKINGS_OWN, ids=[f.__name__ for f, _ in NOT_THE_BOOKINGS_OWN])
async def test_a_move_is_refused_as_a_booking_is_and_nothing_changes(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, expected: Refusal
) -> None:
    await flaw(scene, context, clock)
    booked_id = await booked_next_week(scene)
    before = await everything()
    outcome = await move(booked_id, scene.session_id, scene.customer, context)
    assert refusal(outcome) == expected
    assert await everything() == before


SOFT = [row for row in NOT_THE_BOOKINGS_OWN if row[1] in PASSABLE]


@pytest.mark.parametrize(("flaw", "passed"), SOFT, ids=[flaw.__name__ for flaw, _ in SOFT])
async def test_staff_force_a_move_with_a_reason(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, passed: Refusal
) -> None:
    """R19, R20."""
    await flaw(scene, context, clock)
    booked_id = await booked_next_week(scene)
    asked = {"force": True, "reason": WHY}
    after = agreed(await move(booked_id, scene.session_id, scene.staff, context, **asked))
    assert after.session_id == scene.session_id
    assert [(act.action, act.reason) for act in await acts()] == [("BOOKING_MOVED", WHY), ("BOOKING_FORCED", WHY)]
    assert (await acts())[1].facts == {"sessionId": scene.session_id, "passed": passed.value}


async def test_a_forced_move_needs_a_reason_and_is_not_for_customers(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    target = await session_in(1, scene)
    before = await everything()
    assert refusal(await move(reservation.id, target, scene.staff, context, force=True)) == "reason_required"
    with pytest.raises(InvalidFieldError, match="force"):
        await move(reservation.id, target, scene.customer, context, force=True, reason=WHY)
    assert await everything() == before


@pytest.mark.parametrize("status", [status for status in ReservationStatus if status is not PENDING])
async def test_only_a_pending_booking_moves(scene: Scene, context: Context, status: ReservationStatus) -> None:
    """R20: nor what an absence has released."""
    made = await add_reservation(scene.pass_id, scene.session_id, status)
    before = await everything()
    for actor in (scene.customer, scene.staff):
        assert refusal(await move(made.id, await session_in(1, scene), actor, context)) == "illegal_transition"
    assert (await everything())["session_reservation"] == before["session_reservation"]


async def test_customers_move_before_the_old_start_and_staff_before_the_old_end(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    target = await session_in(1, scene)
    clock.set(STARTS_AT)
    assert refusal(await move(reservation.id, target, scene.customer, context)) == "session_started"
    clock.set(STARTS_AT + TWO_HOURS)
    assert refusal(await move(reservation.id, target, scene.staff, context)) == "session_ended"
    clock.set(STARTS_AT + TWO_HOURS - SECOND)
    agreed(await move(reservation.id, target, scene.staff, context))


async def test_staff_move_into_a_class_that_has_begun(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R13: they may add until the end."""
    booked_id = await booked_next_week(scene)
    clock.set(STARTS_AT)
    assert refusal(await move(booked_id, scene.session_id, scene.customer, context)) == "session_started"
    agreed(await move(booked_id, scene.session_id, scene.staff, context))


async def test_to_where_it_is_nothing_changes_and_nobody_is_told(scene: Scene, context: Context) -> None:
    """A move that is asked for twice is answered twice the same."""
    reservation = await scene.book(context)
    before = await everything()
    assert agreed(await move(reservation.id, scene.session_id, scene.customer, context)) == reservation
    assert await everything() == before


async def test_others_bookings_and_others_classes_do_not_exist(scene: Scene, context: Context) -> None:
    """R41."""
    reservation = await scene.book(context)
    elsewhere = await add_studio("Elsewhere")
    foreign = await add_session(await add_course(elsewhere))
    target = await session_in(1, scene)
    stranger = actors.staff(await add_staff(elsewhere), elsewhere)
    neighbour, _ = await scene.add_neighbour()
    before = await everything()
    for actor, session_id in ((neighbour, target), (stranger, target), (scene.customer, foreign), (scene.staff, 9999)):
        with pytest.raises(NotFoundError):
            await move(reservation.id, session_id, actor, context)
    assert await everything() == before


async def test_the_seat_that_is_left_is_free_at_once(scene: Scene, context: Context) -> None:
    await ClassSession.update({ClassSession.capacity: 1}).where(ClassSession.id == scene.session_id)
    reservation = await scene.book(context)
    agreed(await move(reservation.id, await session_in(1, scene), scene.customer, context))
    neighbour, neighbours_pass = await scene.add_neighbour()
    await booked(neighbours_pass, scene.session_id, neighbour, context)
    assert refusal(await move(reservation.id, scene.session_id, scene.customer, context)) == "session_full"


async def test_what_was_missed_meanwhile_does_not_move(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.NO_SHOW, context.now())
    assert refusal(await move(reservation.id, await session_in(1, scene), scene.staff, context)) == "illegal_transition"


@pytest.fixture
async def parts(scene: Scene) -> tuple[int, int]:
    """The course has two parts; the scene's class is of the first."""
    first, second = [await add_step(scene.course_id, position) for position in (1, 2)]
    await ClassSession.update({ClassSession.step: first}).where(ClassSession.id == scene.session_id)
    return first, second


async def test_the_part_stays_in_a_makeup_and_follows_a_class_of_another(
    scene: Scene, context: Context, parts: tuple[int, int]
) -> None:
    """R20: "keeps the part unless the target belongs to another"."""
    first, second = parts
    reservation = await scene.book(context)
    makeup = await add_session(scene.course_id, STARTS_AT + DAY, is_makeup=True)
    assert agreed(await move(reservation.id, makeup, scene.customer, context)).step_id == first
    other_part = await add_session(scene.course_id, STARTS_AT + 2 * DAY, step_id=second)
    assert agreed(await move(reservation.id, other_part, scene.customer, context)).step_id == second
    assert (await reservation_row(reservation.id))["step"] == second


async def test_a_makeup_can_be_told_another_part_and_be_changed_on_the_spot(
    scene: Scene, context: Context, parts: tuple[int, int]
) -> None:
    """R17: also in a makeup session that is full, with the customer in it."""
    first, second = parts
    reservation = await scene.book(context)
    makeup = await add_session(scene.course_id, STARTS_AT + DAY, is_makeup=True, capacity=1)
    assert agreed(await move(reservation.id, makeup, scene.customer, context, step_id=second)).step_id == second
    assert agreed(await move(reservation.id, makeup, scene.customer, context, step_id=first)).step_id == first
    assert await seats_taken(makeup) == 1


async def test_a_booking_of_no_part_names_one_for_a_makeup(
    scene: Scene, context: Context, parts: tuple[int, int]
) -> None:
    partless = await scene.book(context, await add_session(scene.course_id, STARTS_AT + 3 * DAY))
    makeup = await add_session(scene.course_id, STARTS_AT + DAY, is_makeup=True)
    assert refusal(await move(partless.id, makeup, scene.customer, context)) == "part_required"
    with pytest.raises(InvalidFieldError, match="stepId"):
        await move(partless.id, makeup, scene.customer, context, step_id=9999)
    assert agreed(await move(partless.id, makeup, scene.customer, context, step_id=parts[0])).step_id == parts[0]


async def test_a_moved_part_is_not_in_its_own_way(scene: Scene, context: Context, parts: tuple[int, int]) -> None:
    """R17, R20: one open reservation a part, and it is this one."""
    reservation = await scene.book(context)
    same_part = await add_session(scene.course_id, STARTS_AT + timedelta(days=4), step_id=parts[0])
    assert agreed(await move(reservation.id, same_part, scene.customer, context)).step_id == parts[0]
