"""The night after (R32-R35): what a missed class costs, exactly once, and who is told."""

from datetime import date, timedelta

import pytest

from server.rules.vocabulary import ReservationStatus
from server.services.absence.nights import run_by_hand, run_due_nights
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM
from server.services.booking.read_reservation import read_reservation
from server.services.context import Context
from server.tables.desk import AuditEntry, StaffNote
from server.tables.nights import JobRun
from server.tables.reservations import SessionReservation
from server.tables.studios import Studio
from tests.absences import DAY, NIGHT, three_booked
from tests.builders import STARTS_AT, add_session
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, events_of, ledger_of, messages, punches_left, seats_taken, status_of
from tests.scene import Scene, booked


async def test_a_missed_class_releases_all_that_is_booked_after_it(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R32, R34."""
    missed, first, second = await three_booked(scene, context)
    clock.set(NIGHT)
    assert len(await run_due_nights(context)) == 1
    assert [await status_of(each) for each in (missed, first, second)] == [
        ReservationStatus.NO_SHOW,
        ReservationStatus.AUTO_CANCELLED,
        ReservationStatus.AUTO_CANCELLED,
    ]
    assert await punches_left(scene.pass_id) == 7
    assert [(punch.kind, punch.delta) for punch in await ledger_of(scene.pass_id)] == [("NO_SHOW", -1)]
    assert await seats_taken(scene.session_id) == 1
    rows = await SessionReservation.select().where(SessionReservation.id.is_in([first, second]))
    assert {row["auto_cancelled_by"] for row in rows} == {missed}
    assert {row["auto_cancelled_at"] for row in rows} == {NIGHT}
    assert {await seats_taken(row["session"]) for row in rows} == {0}
    assert (await events_of(first))[-1].reason == "Missed Pottery, Mon 2 Mar 2026, 16:00"
    assert broken_invariants(await bookings(), clock.now()) == []


async def test_the_customer_gets_one_message_and_staff_read_why(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R34: one message that lists all, and a note on the pass."""
    missed, first, second = await three_booked(scene, context)
    clock.set(NIGHT)
    await run_due_nights(context)
    [told] = [row for row in await messages() if row["kind"] == "AUTO_CANCELLATION"]
    assert told["facts"] == f'{{"noShowId":{missed},"reservationIds":[{first},{second}]}}'
    [note] = await StaffNote.select()
    assert (note["registration"], note["customer"], note["studio"]) == (
        scene.pass_id,
        scene.customer_id,
        scene.studio_id,
    )
    assert note["text"] == (
        "Missed Pottery, Mon 2 Mar 2026, 16:00. Released because of it: "
        "Pottery, Tue 3 Mar 2026, 16:00; Pottery, Wed 4 Mar 2026, 16:00."
    )


async def test_a_second_run_touches_nothing(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R33, R34: an absence acts once."""
    await three_booked(scene, context)
    clock.set(NIGHT)
    await run_due_nights(context)
    before = await bookings(), await messages()
    assert await run_due_nights(context) == []
    [by_hand] = await run_by_hand(None, clock.now(), SYSTEM, context)
    assert (await bookings(), await messages()) == before
    run = await JobRun.objects().get(JobRun.id == by_hand)
    assert run is not None
    assert (run.attended, run.no_shows, run.absences, run.auto_cancelled, run.failed) == (0, 0, 0, 0, 0)


async def test_a_run_says_what_it_did(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R35."""
    await three_booked(scene, context)
    clock.set(NIGHT + timedelta(seconds=20))
    [run_id] = await run_due_nights(context)
    run = await JobRun.objects().get(JobRun.id == run_id)
    assert run is not None
    assert (run.local_date, run.kind, run.started_by) == (date(2026, 3, 3), "NIGHTLY", "system")
    assert (run.attended, run.no_shows, run.absences, run.auto_cancelled, run.failed) == (0, 1, 1, 2, 0)
    assert run.finished_at == clock.now()


async def test_the_neighbour_loses_nothing(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R34: other registrations are untouched, the same customer's too."""
    await three_booked(scene, context)
    neighbour, neighbours_pass = await scene.add_neighbour()
    ahead = await booked(neighbours_pass, await add_session(scene.course_id, STARTS_AT + DAY), neighbour, context)
    clock.set(NIGHT)
    await run_due_nights(context)
    assert await status_of(ahead.id) is ReservationStatus.PENDING
    assert await punches_left(neighbours_pass) == 8


async def test_who_came_is_confirmed_and_keeps_everything(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R32: CHECKED_IN becomes ATTENDED."""
    came, first, second = await three_booked(scene, context)
    code = (await read_reservation(came, scene.customer, context)).code
    clock.set(STARTS_AT)
    assert (await scene.scan(code, context, "came")).verdict == "ok"
    clock.set(NIGHT)
    await run_due_nights(context)
    assert [await status_of(each) for each in (came, first, second)] == [
        ReservationStatus.ATTENDED,
        ReservationStatus.PENDING,
        ReservationStatus.PENDING,
    ]
    assert await punches_left(scene.pass_id) == 7


async def test_a_run_as_of_tomorrow_tells_today(scene: Scene, context: Context, clock: MovableClock) -> None:
    """What it did stands from now on, so nobody waits for tomorrow to hear of it (R39)."""
    _, first, _ = await three_booked(scene, context)
    await run_by_hand(scene.studio_id, NIGHT, SYSTEM, context)
    assert await status_of(first) is ReservationStatus.AUTO_CANCELLED
    [told] = [row for row in await messages() if row["kind"] == "AUTO_CANCELLATION"]
    assert told["due_at"] == clock.now()


async def test_a_studio_has_its_first_night_after_it_opens(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R33: what is missed on the first day is acted on at 01:00, and not when the first tick finds no night done."""
    await Studio.update({Studio.created_at: clock.now()}).where(Studio.id == scene.studio_id)
    _, first, _ = await three_booked(scene, context)
    clock.set(NIGHT - timedelta(seconds=1))
    assert await run_due_nights(context) == []
    assert await status_of(first) is ReservationStatus.PENDING
    clock.set(NIGHT)
    assert len(await run_due_nights(context)) == 1
    assert await status_of(first) is ReservationStatus.AUTO_CANCELLED


async def test_a_run_by_hand_is_written_down_and_one_by_the_clock_is_nobodys_act(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    clock.set(NIGHT)
    await run_due_nights(context)
    assert await AuditEntry.count() == 0
    [run_id] = await run_by_hand(scene.studio_id, NIGHT, scene.staff, context)
    [entry] = await AuditEntry.select()
    assert (entry["action"], entry["actor"], entry["studio"]) == (
        "NIGHT_RUN_BY_HAND",
        scene.staff.label,
        scene.studio_id,
    )
    assert entry["facts"] == f'{{"run":{run_id},"asOf":"2026-03-03T06:00:00Z"}}'


async def test_no_class_that_has_begun_is_released_by_a_run_as_of_before(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R34: it has to start after now, whatever instant the absences are judged by."""
    _, first, second = await three_booked(scene, context)
    clock.set(NIGHT)
    await settle(sweep_at(clock.now()))
    clock.set(STARTS_AT + DAY)
    await run_by_hand(scene.studio_id, NIGHT, SYSTEM, context)
    assert await status_of(first) is ReservationStatus.PENDING
    assert await status_of(second) is ReservationStatus.AUTO_CANCELLED


@pytest.mark.parametrize("ahead", [timedelta(hours=1), 30 * DAY], ids=str)
async def test_a_studio_that_opened_while_the_clock_ran_ahead_has_its_nights(
    scene: Scene, context: Context, clock: MovableClock, ahead: timedelta
) -> None:
    """R33: the clock was put right, and the day of its opening is yet to come."""
    await Studio.update({Studio.created_at: NIGHT + ahead}).where(Studio.id == scene.studio_id)
    _, first, _ = await three_booked(scene, context)
    clock.set(NIGHT)
    assert len(await run_due_nights(context)) == 1
    assert await status_of(first) is ReservationStatus.AUTO_CANCELLED
