"""When an absence acts (R34): its grace has run out and its self window is over, and never twice."""

from datetime import datetime, timedelta

import pytest

from server.rules.vocabulary import ReservationStatus
from server.services.booking.read_reservation import read_reservation
from server.services.context import Context
from server.tables.reservations import SessionReservation
from tests.absences import (
    ATTENDED,
    AUTO_CANCELLED,
    CHECKED_IN,
    DAY,
    HOUR,
    NIGHT,
    NO_SHOW,
    PENDING,
    SECOND,
    booked_in,
    messages_of,
    night_at,
    statuses,
    swept_at,
    three_booked,
)
from tests.builders import STARTS_AT, TWO_HOURS
from tests.movable_clock import MovableClock
from tests.readings import ledger_of, punches_left, reservation_row, status_of
from tests.scene import open_scene

ENDS_AT = STARTS_AT + TWO_HOURS
IN_THE_EVENING = NIGHT - 2 * HOUR
"""23:00 in New York."""

LENGTHS = [timedelta(hours=hours) for hours in (1, 2, 4)]


async def test_with_a_grace_the_customer_is_told_and_the_first_night_takes_nothing(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R34, R39: the message leaves at once, for the grace runs."""
    scene = await open_scene(absence_grace_period=24)
    booked = await three_booked(scene, context)
    await swept_at(ENDS_AT, clock, context)
    [told] = await messages_of("MISSED")
    assert (told["facts"], told["due_at"]) == (f'{{"reservationId":{booked[0]}}}', ENDS_AT)
    [run] = await night_at(NIGHT, clock, context)
    assert (run["absences"], run["auto_cancelled"]) == (0, 0)
    assert await statuses(booked) == [NO_SHOW, PENDING, PENDING]
    assert (await reservation_row(booked[0]))["absence_acted_at"] is None


async def test_the_night_after_the_deadline_takes_what_was_booked_meanwhile_too(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R34: the design's "all"."""
    scene = await open_scene(absence_grace_period=24)
    missed = (await scene.book(context)).id
    before = await booked_in(3, scene, context)
    await swept_at(ENDS_AT, clock, context)
    await night_at(NIGHT, clock, context)
    meanwhile = await booked_in(4, scene, context)
    [run] = await night_at(NIGHT + DAY, clock, context)
    assert (run["absences"], run["auto_cancelled"]) == (1, 2)
    assert await statuses([missed, before, meanwhile]) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert len(await messages_of("MISSED")) == 1
    [listed] = await messages_of("AUTO_CANCELLATION")
    assert listed["facts"] == f'{{"noShowId":{missed},"reservationIds":[{before},{meanwhile}]}}'


@pytest.mark.parametrize(("detected", "becomes"), [(timedelta(), AUTO_CANCELLED), (SECOND, PENDING)], ids=str)
async def test_a_grace_runs_to_the_second(
    database: None, context: Context, clock: MovableClock, detected: timedelta, becomes: ReservationStatus
) -> None:
    """R34: `no_show_detected_at` + the grace ≤ now."""
    scene = await open_scene(absence_grace_period=24)
    booked = await three_booked(scene, context)
    await swept_at(NIGHT + detected, clock, context)
    await night_at(NIGHT + DAY, clock, context)
    assert await status_of(booked[2]) == becomes


async def test_a_class_that_was_settled_late_gives_the_whole_grace_from_then_on(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R34: the server was down when the class ended; who is told now has a day from now."""
    scene = await open_scene(absence_grace_period=24)
    booked = (await scene.book(context)).id, await booked_in(5, scene, context)
    await night_at(NIGHT + 2 * DAY, clock, context)
    assert await statuses(booked) == [NO_SHOW, PENDING]
    await night_at(NIGHT + 3 * DAY, clock, context)
    assert await statuses(booked) == [NO_SHOW, AUTO_CANCELLED]


async def test_a_pass_without_a_period_is_settled_and_charged_and_loses_no_booking(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R6, R34: null is never."""
    scene = await open_scene(absence_grace_period=None)
    booked = (await scene.book(context)).id, await booked_in(30, scene, context)
    for nights in (0, 1, 20):
        [run] = await night_at(NIGHT + nights * DAY, clock, context)
        assert (run["absences"], run["auto_cancelled"]) == (0, 0)
    assert await statuses(booked) == [NO_SHOW, PENDING]
    assert [punch.kind for punch in await ledger_of(scene.pass_id)] == ["NO_SHOW"]
    assert (await messages_of("MISSED"), await messages_of("AUTO_CANCELLATION")) == ([], [])


async def test_without_grace_nobody_is_told_of_a_deadline(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R39: there is none."""
    scene = await open_scene()
    await scene.book(context)
    await swept_at(ENDS_AT, clock, context)
    assert await messages_of("MISSED") == []


async def test_a_class_that_ends_after_one_is_settled_by_the_sweep_and_acts_the_night_after_next(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R32: 23:00 to 03:00; at 01:00 nobody has missed it yet."""
    scene = await open_scene(starts_at=IN_THE_EVENING, length=4 * HOUR)
    booked = (await scene.book(context)).id, await booked_in(5, scene, context)
    [run] = await night_at(NIGHT, clock, context)
    assert (run["no_shows"], await statuses(booked)) == (0, [PENDING, PENDING])
    await swept_at(NIGHT + 2 * HOUR - SECOND, clock, context)
    assert await status_of(booked[0]) is PENDING
    await swept_at(NIGHT + 2 * HOUR, clock, context)
    assert await statuses(booked) == [NO_SHOW, PENDING]
    await night_at(NIGHT + DAY, clock, context)
    assert await statuses(booked) == [NO_SHOW, AUTO_CANCELLED]


@pytest.mark.parametrize(("tick", "becomes"), [(timedelta(), PENDING), (SECOND, AUTO_CANCELLED)], ids=str)
async def test_no_night_acts_while_the_self_window_is_open(
    database: None, context: Context, clock: MovableClock, tick: timedelta, becomes: ReservationStatus
) -> None:
    """R34: a class from 23:00 to midnight, to which customers may still come at 01:00:00 (R22)."""
    scene = await open_scene(starts_at=IN_THE_EVENING, length=HOUR)
    booked = (await scene.book(context)).id, await booked_in(5, scene, context)
    await swept_at(NIGHT - HOUR, clock, context)
    assert await status_of(booked[0]) is NO_SHOW
    await night_at(NIGHT + tick, clock, context)
    assert await status_of(booked[1]) == becomes
    await night_at(NIGHT + DAY, clock, context)
    assert await status_of(booked[1]) is AUTO_CANCELLED


async def test_who_comes_after_one_to_a_late_class_loses_nothing(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R32: 23:30 to 00:30, settled before the night, and the customer comes in the window's last second."""
    scene = await open_scene(starts_at=IN_THE_EVENING + HOUR / 2, length=HOUR)
    booked = (await scene.book(context)).id, await booked_in(5, scene, context)
    code = (await read_reservation(booked[0], scene.customer, context)).code
    await swept_at(NIGHT - HOUR / 2, clock, context)
    await night_at(NIGHT, clock, context)
    clock.set(NIGHT + HOUR / 2)
    assert (await scene.scan(code, context, "late")).verdict == "ok"
    await swept_at(NIGHT + HOUR, clock, context)
    await night_at(NIGHT + DAY, clock, context)
    assert await statuses(booked) == [ATTENDED, PENDING]
    assert await punches_left(scene.pass_id) == 7


@pytest.mark.parametrize("length", LENGTHS, ids=str)
async def test_a_class_is_settled_when_it_ends_and_not_a_second_before(
    database: None, context: Context, clock: MovableClock, length: timedelta
) -> None:
    """R32."""
    scene = await open_scene(length=length)
    missed = (await scene.book(context)).id
    await swept_at(STARTS_AT + length - SECOND, clock, context)
    assert await status_of(missed) is PENDING
    await swept_at(STARTS_AT + length, clock, context)
    row = await reservation_row(missed)
    assert (row["status"], row["no_show_detected_at"]) == (NO_SHOW, STARTS_AT + length)


@pytest.mark.parametrize(
    ("length", "come_at", "verdict"),
    [
        (HOUR, STARTS_AT + 2 * HOUR, "ok"),
        (HOUR, STARTS_AT + 2 * HOUR + SECOND, "too_late"),
        (2 * HOUR, STARTS_AT + 2 * HOUR, "ok"),
        (2 * HOUR, STARTS_AT + 2 * HOUR + SECOND, "too_late"),
        (4 * HOUR, STARTS_AT + 2 * HOUR, "ok"),
        (4 * HOUR, STARTS_AT + 2 * HOUR + SECOND, "too_late"),
    ],
)
async def test_the_sweep_shortens_nobodys_window(
    database: None, context: Context, clock: MovableClock, length: timedelta, come_at: datetime, verdict: str
) -> None:
    """R22, R32: swept or not, two hours from the start are the customer's, and the punch is taken once."""
    scene = await open_scene(length=length)
    reservation = await scene.book(context)
    await swept_at(come_at, clock, context)
    assert (await scene.scan(reservation.code, context, "scan")).verdict == verdict
    has_come = verdict == "ok"
    assert (await status_of(reservation.id) is CHECKED_IN) is has_come
    await swept_at(STARTS_AT + 5 * HOUR, clock, context)
    assert await status_of(reservation.id) is (ATTENDED if has_come else NO_SHOW)
    assert await punches_left(scene.pass_id) == 7
    row = await SessionReservation.select().where(SessionReservation.id == reservation.id).first()
    assert row is not None
    assert (row["no_show_detected_at"] is None) is has_come
