"""Staff pass what the rules let them pass, with a reason that is kept; nobody passes the rest (R19)."""

from datetime import timedelta

import pytest

from server.contract.reservations import ReserveRequest, StaffCheckInRequest
from server.rules.forcing import PASSABLE
from server.rules.vocabulary import Refusal, ReservationStatus
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.door.staff_check_in import staff_check_in
from server.services.outcomes import InvalidFieldError
from server.tables.passes import ClassRegistration
from tests.absences import CHECKED_IN, PENDING
from tests.builders import STARTS_AT, add_session, add_step
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    Punch,
    WrittenAct,
    acts,
    events_of,
    everything,
    ledger_of,
    messages,
    punches_left,
    reservation_row,
    seats_taken,
    status_of,
)
from tests.scene import Scene, agreed, booked, refusal
from tests.services.booking.flaws import FLAWS, Flaw

WHY = "Ana paid at the desk"
SOFT = [row for row in FLAWS if row[1] in PASSABLE]
HARD = [row for row in FLAWS if row[1] not in PASSABLE and row[1] is not Refusal.SESSION_STARTED]


def forced(scene: Scene, reason: str | None = WHY, step_id: int | None = None) -> ReserveRequest:
    """The scene's class, forced."""
    return ReserveRequest(
        registration_id=scene.pass_id, session_id=scene.session_id, step_id=step_id, force=True, reason=reason
    )


@pytest.mark.parametrize(("flaw", "passed"), SOFT, ids=[flaw.__name__ for flaw, _ in SOFT])
async def test_staff_pass_a_refusal_and_it_is_written_down(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, passed: Refusal
) -> None:
    await flaw(scene, context, clock)
    seats = await seats_taken(scene.session_id)
    reservation = agreed(await reserve(forced(scene), scene.staff, context))
    who = f"staff:{scene.staff_id}"
    assert await events_of(reservation.id) == [Event(None, "PENDING", who, "API", WHY)]
    facts = {"sessionId": scene.session_id, "passed": passed.value}
    assert await acts() == [WrittenAct("BOOKING_FORCED", "SESSION_RESERVATION", reservation.id, who, "API", WHY, facts)]
    assert await seats_taken(scene.session_id) == seats + 1


@pytest.mark.parametrize(("flaw", "expected"), HARD, ids=[flaw.__name__ for flaw, _ in HARD])
async def test_nobody_passes_the_rest(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, expected: Refusal
) -> None:
    """R19: the seat, the second seat, the pass, the course, the class that is cancelled, the part that is not named."""
    await flaw(scene, context, clock)
    before = await everything()
    assert refusal(await reserve(forced(scene), scene.staff, context)) == expected
    assert await everything() == before


async def test_a_class_that_is_over_is_over_for_staff_too(scene: Scene, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT + timedelta(hours=2))
    assert refusal(await reserve(forced(scene), scene.staff, context)) == "session_ended"


async def test_all_that_was_passed_is_named_in_the_rules_order(scene: Scene, context: Context) -> None:
    table = ClassRegistration
    await scene.book(context, await add_session(scene.course_id, STARTS_AT + timedelta(days=1)))
    await table.update({table.max_advance_reservations: 1, table.sessions_remaining: 1}).where(
        table.id == scene.pass_id
    )
    agreed(await reserve(forced(scene), scene.staff, context))
    [act] = await acts()
    assert act.facts["passed"] == "reservation_limit_reached, no_punches_left"


async def test_force_needs_a_reason(scene: Scene, context: Context) -> None:
    before = await everything()
    assert refusal(await reserve(forced(scene, reason=None), scene.staff, context)) == "reason_required"
    assert await everything() == before


async def test_force_is_not_for_customers(scene: Scene, context: Context) -> None:
    before = await everything()
    with pytest.raises(InvalidFieldError, match="force: is for the studio's staff"):
        await reserve(forced(scene), scene.customer, context)
    assert await everything() == before


async def test_force_where_nothing_is_in_the_way_passes_nothing(scene: Scene, context: Context) -> None:
    agreed(await reserve(forced(scene), scene.staff, context))
    assert await acts() == []


async def test_without_force_staff_are_refused_as_customers_are(scene: Scene, context: Context) -> None:
    """R19: only what starts is another matter for them (R13)."""
    table = ClassRegistration
    await table.update({table.sessions_remaining: 0}).where(table.id == scene.pass_id)
    asked = ReserveRequest(registration_id=scene.pass_id, session_id=scene.session_id, reason=WHY)
    assert refusal(await reserve(asked, scene.staff, context)) == "no_punches_left"


async def test_a_forced_makeup_names_its_part_and_may_take_one_that_is_booked(scene: Scene, context: Context) -> None:
    part = await add_step(scene.course_id, 1)
    makeup = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), is_makeup=True)
    first = await booked(scene.pass_id, makeup, scene.customer, context, part)
    other = await add_session(scene.course_id, STARTS_AT + timedelta(days=2), is_makeup=True)
    asked = ReserveRequest(registration_id=scene.pass_id, session_id=other, step_id=part, force=True, reason=WHY)
    second = agreed(await reserve(asked, scene.staff, context))
    assert (await reservation_row(second.id))["step"] == part
    assert await status_of(first.id) is PENDING


async def test_who_was_forced_in_on_an_empty_pass_pays_at_the_door_or_is_let_off(
    scene: Scene, context: Context
) -> None:
    """R27, R24: a booking takes no punch, so that the door asks for one; staff waive it with a reason."""
    table = ClassRegistration
    await table.raw("DELETE FROM punch_entry WHERE registration = {}", scene.pass_id)
    await table.update({table.sessions_remaining: 0}).where(table.id == scene.pass_id)
    reservation = agreed(await reserve(forced(scene), scene.staff, context))
    assert (await scene.scan(reservation.code, context, "at door")).verdict == "no_punches_left"
    waived = StaffCheckInRequest(waive_punch=True, reason="On the house")
    agreed(await staff_check_in(reservation.id, waived, scene.staff, context))
    assert await status_of(reservation.id) is CHECKED_IN
    assert await punches_left(scene.pass_id) == 0
    who = f"staff:{scene.staff_id}"
    assert await ledger_of(scene.pass_id) == [Punch("WAIVE", 0, reservation.id, who, "On the house", live=True)]


async def test_a_booking_by_staff_names_them_and_tells_the_customer(scene: Scene, context: Context) -> None:
    """R41, R39: without force, too."""
    asked = ReserveRequest(registration_id=scene.pass_id, session_id=scene.session_id, reason="By phone")
    reservation = agreed(await reserve(asked, scene.staff, context))
    assert reservation.reservation_status is ReservationStatus.PENDING
    who = f"staff:{scene.staff_id}"
    assert await events_of(reservation.id) == [Event(None, "PENDING", who, "API", "By phone")]
    [message] = await messages()
    assert message["kind"] == "CONFIRMATION"
