"""A kiosk that was silent in a class holds its sweep back, until it has uploaded, for an hour at most (R37)."""

from datetime import datetime, timedelta

import pytest

from server.services.absence.nights import run_by_hand
from server.services.actor import SYSTEM
from server.services.context import Context
from server.tables.kiosks import Kiosk
from tests.absences import ATTENDED, HOUR, NIGHT, NO_SHOW, PENDING, SECOND, night_at, swept_at
from tests.builders import STARTS_AT, TWO_HOURS, add_kiosk, add_reservation, add_session
from tests.movable_clock import MovableClock
from tests.readings import status_of
from tests.scene import Scene, moved, open_scene
from tests.silences import MINUTE, beat
from tests.uploads import kept, uploaded_one

OPENS_AT, ENDS_AT = STARTS_AT - TWO_HOURS, STARTS_AT + TWO_HOURS


async def test_a_class_waits_for_a_kiosk_that_fell_silent_in_it_and_no_longer_than_an_hour(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    await beating_at(STARTS_AT, scene, clock, context)
    for instant in (ENDS_AT, ENDS_AT + HOUR - SECOND):
        await swept_at(instant, clock, context)
        assert await status_of(reservation.id) is PENDING
    await swept_at(ENDS_AT + HOUR, clock, context)
    assert await status_of(reservation.id) is NO_SHOW


async def test_a_kiosk_that_beats_on_holds_nothing_back(scene: Scene, context: Context, clock: MovableClock) -> None:
    reservation = await scene.book(context)
    await beating_at(ENDS_AT - 2 * MINUTE + SECOND, scene, clock, context)
    await swept_at(ENDS_AT, clock, context)
    assert await status_of(reservation.id) is NO_SHOW


async def test_the_scans_of_a_silence_come_before_the_sweep(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """The kiosk is heard again ten minutes after the class, sends what it has, and says that nothing waits."""
    reservation = await scene.book(context)
    await beating_at(OPENS_AT, scene, clock, context)
    await swept_at(ENDS_AT, clock, context)
    await beating_at(ENDS_AT + 10 * MINUTE, scene, clock, context, waiting=1)
    await swept_at(ENDS_AT + 11 * MINUTE, clock, context)
    assert await status_of(reservation.id) is PENDING
    await uploaded_one(scene, context, kept(reservation.code, at=STARTS_AT))
    await beating_at(ENDS_AT + 12 * MINUTE, scene, clock, context)
    await swept_at(ENDS_AT + 13 * MINUTE, clock, context)
    assert await status_of(reservation.id) is ATTENDED


async def test_a_silence_after_which_nothing_waits_holds_nothing_back(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    await beating_at(OPENS_AT, scene, clock, context)
    await beating_at(ENDS_AT - SECOND, scene, clock, context)
    await swept_at(ENDS_AT, clock, context)
    assert await status_of(reservation.id) is NO_SHOW


@pytest.mark.parametrize("last_heard_at", [OPENS_AT - 20 * HOUR, ENDS_AT - 24 * HOUR - SECOND])
async def test_a_kiosk_that_is_off_holds_the_next_days_classes_back_and_not_those_after_it(
    scene: Scene, context: Context, clock: MovableClock, last_heard_at: datetime
) -> None:
    clock.set(last_heard_at)
    await beat(scene, context)
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await swept_at(ENDS_AT, clock, context)
    is_heard_of = ENDS_AT - last_heard_at <= timedelta(hours=24)
    assert await status_of(reservation.id) is (PENDING if is_heard_of else NO_SHOW)


async def test_a_revoked_kiosk_holds_nothing_back(scene: Scene, context: Context, clock: MovableClock) -> None:
    reservation = await scene.book(context)
    await beating_at(STARTS_AT, scene, clock, context)
    await Kiosk.update({Kiosk.revoked_at: context.now()}).where(Kiosk.id == scene.kiosk_id)
    await swept_at(ENDS_AT, clock, context)
    assert await status_of(reservation.id) is NO_SHOW


async def test_another_studios_kiosk_holds_nothing_back_here(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    elsewhere = await open_scene()
    here, there = [(await each.book(context)).id for each in (scene, elsewhere)]
    await beating_at(STARTS_AT, elsewhere, clock, context)
    await swept_at(ENDS_AT, clock, context)
    assert [await status_of(each) for each in (here, there)] == [NO_SHOW, PENDING]


async def test_a_quiet_back_door_beside_a_living_front_door_holds_back_too(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    back_door = await add_kiosk(scene.studio_id, "Back door")
    await Kiosk.update({Kiosk.last_seen_at: STARTS_AT}).where(Kiosk.id == back_door.id)
    await beating_at(ENDS_AT, scene, clock, context)
    await swept_at(ENDS_AT, clock, context)
    assert await status_of(reservation.id) is PENDING


async def test_arrivals_wait_as_well_and_the_studio_says_for_how_long(
    database: None, context: Context, clock: MovableClock
) -> None:
    scene = await open_scene(settings={"offline_hold_minutes": 5})
    reservation = await scene.book(context)
    await moved(reservation.id, reservation.reservation_status.CHECKED_IN, context.now())
    await beating_at(STARTS_AT, scene, clock, context)
    await swept_at(ENDS_AT + 5 * MINUTE - SECOND, clock, context)
    assert await status_of(reservation.id) is reservation.reservation_status.CHECKED_IN
    await swept_at(ENDS_AT + 5 * MINUTE, clock, context)
    assert await status_of(reservation.id) is ATTENDED


async def test_a_night_leaves_alone_what_is_held_back_and_the_next_one_acts(
    database: None, context: Context, clock: MovableClock
) -> None:
    """A class that ends at half past midnight: its absence is noticed after the night, and acts in the next one."""
    scene = await open_scene(starts_at=NIGHT - TWO_HOURS - 30 * MINUTE)
    missed = await scene.book(context)
    await beating_at(NIGHT - HOUR, scene, clock, context)
    await night_at(NIGHT, clock, context)
    assert await status_of(missed.id) is PENDING
    await night_at(NIGHT + 24 * HOUR, clock, context)
    assert await status_of(missed.id) is NO_SHOW


async def test_a_run_by_hand_holds_back_by_the_clock_and_not_by_the_instant_it_judges(
    database: None, context: Context, clock: MovableClock
) -> None:
    """Every kiosk would count as silent until tonight, if tonight were asked about now."""
    scene = await open_scene(length=HOUR)
    reservation = await scene.book(context)
    await beating_at(STARTS_AT + HOUR, scene, clock, context)
    await run_by_hand(None, STARTS_AT + HOUR + 30 * MINUTE, SYSTEM, context)
    assert await status_of(reservation.id) is NO_SHOW


async def test_one_held_class_leaves_another_one_of_the_same_pass_to_the_sweep(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """The morning's window was over before the kiosk fell silent."""
    morning = await add_session(scene.course_id, STARTS_AT - 6 * HOUR)
    earlier, later = [(await add_reservation(scene.pass_id, each)).id for each in (morning, scene.session_id)]
    await beating_at(STARTS_AT, scene, clock, context)
    await swept_at(ENDS_AT, clock, context)
    assert [await status_of(each) for each in (earlier, later)] == [NO_SHOW, PENDING]


async def beating_at(
    instant: datetime, scene: Scene, clock: MovableClock, context: Context, *, waiting: int = 0
) -> None:
    clock.set(instant)
    await beat(scene, context, waiting=waiting)
