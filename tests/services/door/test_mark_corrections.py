"""What is marked later, or of the released: by admins, with a reason, while there are seats (§6, R14, R18, R23)."""

from datetime import timedelta

import pytest

from server.rules.vocabulary import PassType, Role
from server.services.actor import Actor
from server.services.context import Context
from server.tables.courses import ClassSession
from tests import actors
from tests.builders import STARTS_AT, add_session, add_staff, add_step
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    bookings,
    events_of,
    everything,
    punches_left,
    seats_taken,
)
from tests.scene import Scene, moved, open_scene
from tests.services.door.roster import (
    ATTENDED,
    CHECKED_IN,
    DURING_CLASS,
    NEXT_DAY,
    S,
    another_booked,
    mark,
    said,
)


@pytest.fixture
async def admin(database: None) -> Actor:
    return actors.admin(await add_staff(role=Role.ADMIN))


async def test_on_another_day_an_admin_corrects_with_a_reason_and_staff_do_not(
    scene: Scene, context: Context, clock: MovableClock, admin: Actor
) -> None:
    """R23."""
    reservation = await another_booked(scene, context)
    await moved(reservation, S.NO_SHOW, context.now())
    clock.set(NEXT_DAY)
    attended = [(reservation, ATTENDED)]
    before = await everything()
    assert [r.code for r in await mark(scene, attended, context, reason="was here")] == ["not_class_day"]
    assert [r.code for r in await mark(scene, attended, context, admin)] == ["reason_required"]
    assert await everything() == before
    assert [r.ok for r in await mark(scene, attended, context, admin, "was here")] == [True]
    assert (await events_of(reservation))[-1] == Event("NO_SHOW", "ATTENDED", admin.label, "API", "was here")


async def test_released_ones_are_marked_attended_by_an_admin_while_there_are_seats(
    scene: Scene, context: Context, clock: MovableClock, admin: Actor
) -> None:
    """§6, R18: each takes a seat, and the second is judged when the first has its own."""
    released = [await another_booked(scene, context) for _ in range(2)]
    for each in released:
        await moved(each, S.AUTO_CANCELLED, context.now())
    await ClassSession.update({ClassSession.capacity: 1}).where(ClassSession.id == scene.session_id)
    clock.set(DURING_CLASS)
    attended = [(each, ATTENDED) for each in released]
    assert [r.code for r in await mark(scene, attended, context, reason="was here")] == ["illegal_transition"] * 2
    results = await mark(scene, attended, context, admin, "was here")
    assert [code for _, _, code in said(results)] == ["ok", "session_full"]
    assert await seats_taken(scene.session_id) == 1
    assert broken_invariants(await bookings(), context.now()) == []


async def test_of_two_bookings_of_one_customer_the_second_is_judged_after_the_first(
    scene: Scene, context: Context, clock: MovableClock, admin: Actor
) -> None:
    """R14: one seat a customer and class, whatever the order of the items."""
    first = await scene.book(context)
    await moved(first.id, S.AUTO_CANCELLED, context.now())
    second = await scene.book(context)
    await moved(second.id, S.AUTO_CANCELLED, context.now())
    clock.set(DURING_CLASS)
    results = await mark(scene, [(second.id, ATTENDED), (first.id, ATTENDED)], context, admin, "was here")
    assert [code for _, _, code in said(results)] == ["ok", "already_reserved"]
    assert await punches_left(scene.pass_id) == 7


async def test_a_missed_part_that_is_booked_again_does_not_become_a_second_arrival(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R17: one open reservation per part; at the desk, on the roster, at the door."""
    scene = await open_scene(pass_type=PassType.FULL_COURSE)
    part = await add_step(scene.course_id, 1, "Part 1: Throwing")
    await ClassSession.update({ClassSession.step: part}).where(ClassSession.id == scene.session_id)
    missed = await scene.book(context)
    clock.set(DURING_CLASS)
    await moved(missed.id, S.NO_SHOW, context.now())
    await scene.book(context, await add_session(scene.course_id, NEXT_DAY, step_id=part))
    assert said(await mark(scene, [(missed.id, CHECKED_IN)], context)) == [
        (missed.id, "NO_SHOW", "part_already_reserved")
    ]
    verdict = await scene.scan(missed.code, context, "late")
    assert (verdict.verdict, verdict.message) == ("part_already_reserved", "You have Part 1: Throwing booked already.")
    assert said(await mark(scene, [(missed.id, ATTENDED)], context)) == [(missed.id, "ATTENDED", "ok")]


async def test_at_the_kiosk_an_arrival_outside_the_window_needs_a_reason(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R42."""
    reservation = await another_booked(scene, context)
    clock.set(STARTS_AT - timedelta(hours=4))
    at_kiosk = scene.staff_at_kiosk
    assert [r.code for r in await mark(scene, [(reservation, CHECKED_IN)], context, at_kiosk)] == ["reason_required"]
    assert [r.ok for r in await mark(scene, [(reservation, CHECKED_IN)], context, at_kiosk, "early bird")] == [True]
