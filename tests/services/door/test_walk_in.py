"""Somebody without a reservation: pass, seat, punch and check-in together, or nothing of it (R31)."""

from datetime import timedelta
from typing import Any

import pytest

from server.contract.reservations import Reservation, UndoRequest
from server.contract.walk_ins import WalkInRequest
from server.rules.forcing import PASSABLE
from server.rules.vocabulary import PassType, Refusal
from server.services.actor import Actor
from server.services.context import Context
from server.services.door.staff_check_in import undo_check_in
from server.services.door.walk_in import walk_in
from server.services.outcomes import Declined
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from tests.absences import CHECKED_IN
from tests.builders import (
    STARTS_AT,
    TWO_HOURS,
    add_step,
)
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    Punch,
    acts,
    bookings,
    events_of,
    everything,
    ledger_of,
    messages,
    punches_left,
    reservation_row,
    seats_taken,
)
from tests.scene import Scene, agreed, open_scene, refusal
from tests.services.booking.flaws import FLAWS, Flaw

SECOND = timedelta(seconds=1)
WHY = "Everybody else is ill"
SOFT = [row for row in FLAWS if row[1] in PASSABLE]
FOR_STAFF = [row for row in FLAWS if row[1] is not Refusal.SESSION_STARTED]


async def let_in(
    scene: Scene, context: Context, actor: Actor | None = None, session_id: int | None = None, **asked: Any
) -> Reservation | Declined:
    """Let somebody into the scene's class; on the scene's pass unless something is sold."""
    if "sale" not in asked:
        asked.setdefault("registration_id", scene.pass_id)
    return await walk_in(session_id or scene.session_id, WalkInRequest(**asked), actor or scene.staff, context)


async def test_a_walk_in_is_a_reservation_that_has_arrived(scene: Scene, context: Context) -> None:
    reservation = agreed(await let_in(scene, context))
    assert (reservation.reservation_status, reservation.checked_in_at) == (CHECKED_IN, context.now())
    row = await reservation_row(reservation.id)
    assert (row["is_walk_in"], row["check_in_method"], row["checked_in_staff"]) == (True, "ROSTER", scene.staff_id)
    who = f"staff:{scene.staff_id}"
    assert await events_of(reservation.id) == [Event(None, "CHECKED_IN", who, "API", None)]
    assert await ledger_of(scene.pass_id) == [Punch("CHECK_IN", -1, reservation.id, who, None, live=True)]
    assert await seats_taken(scene.session_id) == 1
    assert await messages() == []
    assert broken_invariants(await bookings(), context.now()) == []


async def test_a_code_that_is_scanned_then_has_arrived_already(scene: Scene, context: Context) -> None:
    """R26: it has a code like every reservation."""
    reservation = agreed(await let_in(scene, context))
    assert (await scene.scan(reservation.code, context, "walk-in")).verdict == "already_checked_in"


@pytest.mark.parametrize(("flaw", "expected"), FOR_STAFF, ids=[flaw.__name__ for flaw, _ in FOR_STAFF])
async def test_a_walk_in_is_refused_as_a_booking_by_staff_is(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, expected: Refusal
) -> None:
    await flaw(scene, context, clock)
    before = await everything()
    assert refusal(await let_in(scene, context)) == expected
    assert await everything() == before


@pytest.mark.parametrize(("flaw", "passed"), SOFT, ids=[flaw.__name__ for flaw, _ in SOFT])
async def test_staff_force_a_walk_in_and_it_is_written_down(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, passed: Refusal
) -> None:
    """R19; but for the class of another day."""
    await flaw(scene, context, clock)
    if passed is Refusal.BOOKING_NOT_OPEN:
        assert refusal(await let_in(scene, context, force=True, reason=WHY)) == "not_class_day"
        return
    reservation = agreed(await let_in(scene, context, force=True, reason=WHY))
    [act] = await acts()
    assert (act.action, act.subject_id, act.reason) == ("BOOKING_FORCED", reservation.id, WHY)
    assert act.facts == {"sessionId": scene.session_id, "passed": passed.value}
    assert [event.reason for event in await events_of(reservation.id)] == [WHY]


async def test_forced_on_an_empty_pass_the_punch_is_waived(scene: Scene, context: Context) -> None:
    """R24: with the reason of the force."""
    table = ClassRegistration
    await table.raw("DELETE FROM punch_entry WHERE registration = {}", scene.pass_id)
    await table.update({table.sessions_remaining: 0}).where(table.id == scene.pass_id)
    reservation = agreed(await let_in(scene, context, force=True, reason=WHY))
    who = f"staff:{scene.staff_id}"
    assert await ledger_of(scene.pass_id) == [Punch("WAIVE", 0, reservation.id, who, WHY, live=True)]
    assert await punches_left(scene.pass_id) == 0


async def test_force_needs_a_reason(scene: Scene, context: Context) -> None:
    assert refusal(await let_in(scene, context, force=True)) == "reason_required"


async def test_an_unlimited_pass_has_no_punch_to_take(database: None, context: Context) -> None:
    scene = await open_scene(pass_type=PassType.UNLIMITED_SERIES)
    agreed(await let_in(scene, context))
    assert await ledger_of(scene.pass_id) == []


async def test_a_makeup_needs_its_part(scene: Scene, context: Context) -> None:
    part = await add_step(scene.course_id, 1)
    await ClassSession.update({ClassSession.is_makeup: True}).where(ClassSession.id == scene.session_id)
    assert refusal(await let_in(scene, context)) == "part_required"
    assert refusal(await let_in(scene, context, force=True, reason=WHY)) == "part_required"
    assert agreed(await let_in(scene, context, step_id=part)).step_id == part


async def test_until_the_class_ends_and_on_its_day(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R23, R31: from local midnight, which is 05:00 UTC."""
    midnight = STARTS_AT - timedelta(hours=16)
    clock.set(midnight - SECOND)
    assert refusal(await let_in(scene, context)) == "not_class_day"
    clock.set(STARTS_AT + TWO_HOURS)
    assert refusal(await let_in(scene, context)) == "session_ended"
    clock.set(midnight)
    first = agreed(await let_in(scene, context))
    agreed(await undo_check_in(first.id, UndoRequest(), scene.staff, context))
    clock.set(STARTS_AT + TWO_HOURS - SECOND)
    agreed(await let_in(scene, context))


async def test_staff_at_the_kiosk_let_in_too(scene: Scene, context: Context) -> None:
    """R42: and where is kept."""
    reservation = agreed(await let_in(scene, context, scene.staff_at_kiosk))
    assert (await reservation_row(reservation.id))["checked_in_kiosk_id"] == scene.kiosk_id


async def test_the_pass_may_be_named_with_its_owner(scene: Scene, context: Context) -> None:
    agreed(await let_in(scene, context, customer_id=scene.customer_id))
