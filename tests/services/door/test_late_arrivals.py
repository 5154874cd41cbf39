"""Who was at the door while the kiosk was offline was not absent: all that the absence took is given back (R37)."""

import pytest

from server.rules.pass_code import derive
from server.rules.vocabulary import InboxAction, UploadOutcome
from server.services.context import Context
from server.tables.desk import InboxItem
from server.tables.reservations import SessionReservation
from tests.absences import (
    ATTENDED,
    AUTO_CANCELLED,
    CANCELLED,
    DAY,
    HOUR,
    NIGHT,
    NO_SHOW,
    PENDING,
    SECOND,
    messages_of,
    night_at,
    swept_at,
)
from tests.builders import KEYS, STARTS_AT, TWO_HOURS, add_pass, add_reservation, add_session, add_step
from tests.invariants import broken_absences, broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    bookings,
    events_of,
    everything,
    ledger_of,
    punches_left,
    reservation_row,
    seats_taken,
    status_of,
)
from tests.scene import Scene, booked, moved
from tests.services.absence.aftermath import booked_ahead, fill, night_after, told_of_return
from tests.uploads import SCANNED_AT, inbox, kept, uploaded, uploaded_one

TOMORROW = STARTS_AT + DAY
AT_TOMORROWS_DOOR = TOMORROW - HOUR
TWO_O_CLOCK = NIGHT + HOUR


async def test_an_upload_after_the_night_puts_the_whole_absence_right(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """The kiosk was cut off all evening; the night acted at 01:00; at 02:00 the scan comes."""
    after = await night_after(scene, context, clock)
    clock.set(TWO_O_CLOCK)
    result = await uploaded_one(scene, context, kept(after.code))
    assert (result.outcome, result.verdict, result.reservation_id) == (UploadOutcome.ATTENDED, "ok", after.missed)
    assert await after.standing() == [PENDING, PENDING]
    assert [await seats_taken(each) for each in (scene.session_id, *after.sessions)] == [1, 1, 1]
    assert [p.kind for p in await ledger_of(scene.pass_id) if p.live] == ["REVERSAL", "CHECK_IN"]
    assert await punches_left(scene.pass_id) == 7
    assert await told_of_return() == [list(after.released)]
    assert await inbox(scene) == []
    await all_agrees(context)


async def test_its_row_says_that_the_customer_came_and_when(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await night_after(scene, context, clock)
    clock.set(TWO_O_CLOCK)
    await uploaded_one(scene, context, kept(after.code))
    row = await reservation_row(after.missed)
    assert (row["status"], row["attended_at"], row["checked_in_at"]) == ("ATTENDED", TWO_O_CLOCK, SCANNED_AT)
    assert (row["checked_in_by"], row["check_in_method"]) == ("CUSTOMER", "OFFLINE")
    assert (row["checked_in_kiosk_id"], row["checked_in_staff"]) == (scene.kiosk_id, None)
    assert (row["no_show_detected_at"], row["absence_acted_at"]) == (None, None)


async def test_the_same_upload_again_gives_nothing_back_twice(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await night_after(scene, context, clock)
    first = await uploaded(scene, context, kept(after.code, "one"), kept(after.code, "two"))
    assert [result.outcome for result in first] == [UploadOutcome.ATTENDED, UploadOutcome.ALREADY]
    before = await everything()
    clock.advance(HOUR)
    assert await uploaded(scene, context, kept(after.code, "two"), kept(after.code, "one")) == first[::-1]
    assert await everything() == before


async def test_an_absence_that_has_not_acted_yet_never_does(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await booked_ahead(scene, context)
    await swept_at(STARTS_AT + TWO_HOURS, clock, context)
    assert await status_of(after.missed) is NO_SHOW
    assert (await uploaded_one(scene, context, kept(after.code))).outcome is UploadOutcome.ATTENDED
    await night_at(NIGHT, clock, context)
    assert await after.standing() == [PENDING, PENDING]
    assert await messages_of("AUTO_CANCELLATION") == []
    await all_agrees(context)


async def test_whom_staff_marked_absent_while_the_class_ran_has_attended(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT + HOUR)
    await moved(reservation.id, NO_SHOW, context.now(), scene.staff)
    assert (await uploaded_one(scene, context, kept(reservation.code))).outcome is UploadOutcome.ATTENDED
    assert await punches_left(scene.pass_id) == 7


async def test_what_cannot_be_given_back_waits_for_a_person_and_the_arrival_stands(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await night_after(scene, context, clock)
    await fill(after, after.sessions[0], context)
    result = await uploaded_one(scene, context, kept(after.code))
    assert (result.outcome, result.reason) == (UploadOutcome.ATTENDED, None)
    assert await after.standing() == [AUTO_CANCELLED, PENDING]
    [waiting] = await inbox(scene)
    assert (waiting.reservation_id, waiting.scanned_at) == (after.released[0], SCANNED_AT)
    assert waiting.reason == (
        "Missed Pottery, Mon 2 Mar 2026, 16:00: the customer was there, as a scan shows that the kiosk sent later."
        " This booking was released because of it, and cannot be booked again:"
        " The class is full: raise its capacity to add a seat."
    )
    await all_agrees(context)


async def test_an_excused_absence_that_is_scanned_after_all_goes_to_the_inbox(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await night_after(scene, context, clock)
    await moved(after.missed, CANCELLED, context.now())
    result = await uploaded_one(scene, context, kept(after.code))
    assert (result.outcome, result.verdict) == (UploadOutcome.INBOX, "cancelled")
    assert await after.standing() == [AUTO_CANCELLED, AUTO_CANCELLED]
    assert [item.reservation_id for item in await inbox(scene)] == [after.missed]


async def test_two_evenings_offline_come_in_one_batch(scene: Scene, context: Context, clock: MovableClock) -> None:
    """Tuesday's booking was released for Monday's absence, and scanned all the same: both are put right."""
    after = await night_after(scene, context, clock)
    codes = [after.code, await code_of(after.released[0])]
    clock.set(TOMORROW + 3 * HOUR)
    results = await uploaded(scene, context, kept(codes[0], "monday"), kept(codes[1], "tuesday", at=AT_TOMORROWS_DOOR))
    assert [result.outcome for result in results] == [UploadOutcome.ATTENDED, UploadOutcome.ATTENDED]
    assert await after.standing() == [ATTENDED, PENDING]
    assert await punches_left(scene.pass_id) == 6
    assert await inbox(scene) == []
    [closed] = await InboxItem.select()
    assert (closed["reservation"], closed["resolution"]) == (after.released[0], InboxAction.DISMISS)
    await all_agrees(context)


async def test_without_mondays_scan_tuesdays_is_for_a_person_to_look_at(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """Whoever did miss Monday had no booking on Tuesday any more, whatever the old roster said."""
    after = await night_after(scene, context, clock)
    clock.set(TOMORROW + 3 * HOUR)
    code = await code_of(after.released[0])
    result = await uploaded_one(scene, context, kept(code, at=AT_TOMORROWS_DOOR))
    assert (result.outcome, result.verdict) == (UploadOutcome.INBOX, "auto_cancelled")
    assert await after.standing() == [AUTO_CANCELLED, AUTO_CANCELLED]
    assert len(await inbox(scene)) == 1


async def test_what_was_released_after_its_scan_has_attended_and_takes_its_seat(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.advance(SECOND)
    await moved(reservation.id, AUTO_CANCELLED, context.now())
    result = await uploaded_one(scene, context, kept(reservation.code))
    assert (result.outcome, result.verdict) == (UploadOutcome.ATTENDED, "ok")
    row = await reservation_row(reservation.id)
    assert (row["status"], row["auto_cancelled_at"], row["checked_in_at"]) == ("ATTENDED", None, SCANNED_AT)
    assert (await seats_taken(scene.session_id), await punches_left(scene.pass_id)) == (1, 7)
    await all_agrees(context)


@pytest.mark.parametrize(("is_own", "verdict"), [(True, "already_reserved"), (False, "session_full")])
async def test_a_seat_that_is_gone_is_not_taken_back(
    scene: Scene, context: Context, clock: MovableClock, verdict: str, *, is_own: bool
) -> None:
    """R14, R18: the class has filled since, or the customer has booked it once more on another pass."""
    after = await booked_ahead(scene, context, ahead=0)
    clock.advance(SECOND)
    await moved(after.missed, AUTO_CANCELLED, context.now())
    if is_own:
        other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
        await booked(other_pass, scene.session_id, scene.customer, context)
    else:
        await fill(after, scene.session_id, context)
    result = await uploaded_one(scene, context, kept(after.code))
    assert (result.outcome, result.verdict) == (UploadOutcome.INBOX, verdict)
    assert await status_of(after.missed) is AUTO_CANCELLED
    assert [item.reservation_id for item in await inbox(scene)] == [after.missed]
    await all_agrees(context)


async def test_a_part_that_was_booked_again_meanwhile_goes_to_the_inbox(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R17: one open reservation a part."""
    part = await add_step(scene.course_id, 1, "Throwing")
    session, again = [await add_session(scene.course_id, STARTS_AT + n * DAY, step_id=part) for n in (0, 1)]
    missed = await add_reservation(scene.pass_id, session, NO_SHOW, step_id=part)
    await add_reservation(scene.pass_id, again, step_id=part)
    clock.set(STARTS_AT + 3 * HOUR)
    result = await uploaded_one(scene, context, kept(missed.code))
    assert (result.outcome, result.verdict) == (UploadOutcome.INBOX, "part_already_reserved")
    assert await status_of(missed.id) is NO_SHOW


async def test_the_neighbours_absence_stays(scene: Scene, context: Context, clock: MovableClock) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    after = await night_after(scene, context, clock)
    before = await events_of(theirs.id)
    await uploaded_one(scene, context, kept(after.code))
    assert (await status_of(theirs.id), await events_of(theirs.id)) == (NO_SHOW, before)


async def code_of(reservation_id: int) -> str:
    """Return the code that a reservation's QR shows."""
    return derive(KEYS.pass_code, reservation_id, 0)


async def all_agrees(context: Context) -> None:
    rows = await SessionReservation.select().order_by(SessionReservation.id)
    assert broken_absences(rows, set()) == []
    assert broken_invariants(await bookings(), context.now()) == []
