"""Reservations stay valid for their pass when the studio moves the class to where the pass is not (R38, R27)."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from server.services.context import Context
from server.services.door.day import roster
from server.services.door.snapshot import snapshot
from server.tables.passes import ClassRegistration
from tests.builders import STARTS_AT, add_session
from tests.movable_clock import MovableClock
from tests.scene import Scene, open_scene
from tests.services.studio_acts.test_move_class import DAY, SECOND, TOMORROW, move

LAST_DAY: Final = date(2026, 3, 2)
"""Of the pass; the builders' class is on it."""


@pytest.fixture
async def last_day(database: None) -> Scene:
    """A customer whose pass ends with the day of the class."""
    return await open_scene(valid_until=LAST_DAY)


async def test_a_seat_opens_the_door_where_the_class_is_moved_past_the_end_of_the_pass(
    last_day: Scene, context: Context, clock: MovableClock
) -> None:
    """R38: the studio moved the class, and not the customer."""
    reservation = await last_day.book(context)
    await move(last_day.session_id, TOMORROW, context)
    clock.set(TOMORROW)
    assert (await last_day.scan(reservation.code, context, "tomorrow")).verdict == "ok"


async def test_desk_and_kiosk_see_such_a_seat_as_valid(last_day: Scene, context: Context) -> None:
    await last_day.book(context)
    await move(last_day.session_id, STARTS_AT + timedelta(hours=9), context)  # past midnight, and in the window's reach
    [entry] = await roster(last_day.session_id, last_day.staff, context)
    assert entry.self_check_in == "too_early"
    [session] = (await snapshot(last_day.kiosk, context)).sessions
    assert [person.pass_usable for person in session.reservations] == [True]


async def test_such_a_seat_stays_valid_when_the_class_is_moved_once_more(
    last_day: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await last_day.book(context)
    await move(last_day.session_id, TOMORROW, context)
    await move(last_day.session_id, TOMORROW + DAY, context)
    clock.set(TOMORROW + DAY)
    assert (await last_day.scan(reservation.code, context, "later")).verdict == "ok"


async def test_a_pass_that_ends_for_another_reason_opens_no_door(
    last_day: Scene, context: Context, clock: MovableClock
) -> None:
    """The class was moved, and the pass did not cover it where it was either."""
    reservation = await last_day.book(context)
    await move(last_day.session_id, TOMORROW, context)
    table = ClassRegistration
    await table.update({table.valid_until: LAST_DAY - DAY}).where(table.id == last_day.pass_id)
    clock.set(TOMORROW)
    assert (await last_day.scan(reservation.code, context, "tomorrow")).verdict == "pass_not_valid"


async def test_a_seat_taken_after_the_move_has_no_claim_to_where_the_class_was(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    await move(scene.session_id, TOMORROW, context)
    clock.advance(SECOND)
    reservation = await scene.book(context)
    table = ClassRegistration
    await table.update({table.valid_until: LAST_DAY}).where(table.id == scene.pass_id)
    clock.set(TOMORROW)
    assert (await scene.scan(reservation.code, context, "tomorrow")).verdict == "pass_not_valid"


async def test_the_move_of_another_class_helps_nobody(scene: Scene, context: Context, clock: MovableClock) -> None:
    neighbour = await add_session(scene.course_id, STARTS_AT)
    tomorrow = await add_session(scene.course_id, TOMORROW)
    reservation = await scene.book(context, tomorrow)
    await move(neighbour, TOMORROW, context)
    table = ClassRegistration
    await table.update({table.valid_until: LAST_DAY}).where(table.id == scene.pass_id)
    clock.set(datetime(2026, 3, 3, 21, tzinfo=UTC))
    assert (await scene.scan(reservation.code, context, "tomorrow")).verdict == "pass_not_valid"
