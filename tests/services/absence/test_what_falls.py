"""What an absence costs (R34): all that its pass has booked ahead, and nothing else; what is reinstated stays (R36)."""

from datetime import timedelta

import pytest

from server.rules.punches import PunchChange
from server.rules.vocabulary import PassType, PunchKind, ReservationStatus
from server.services.actor import SYSTEM
from server.services.context import Context
from server.services.passes.append_punches import LedgerEntry, append_punch
from server.tables.courses import ClassSession
from server.tables.desk import StaffNote
from server.tables.reservations import Reinstatement
from tests.absences import (
    ATTENDED,
    AUTO_CANCELLED,
    CANCELLED,
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
    session_in,
    statuses,
    three_booked,
)
from tests.builders import STARTS_AT, add_pass, add_reservation, add_session, add_step
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, events_of, ledger_of, punches_left, reservation_row, seats_taken, status_of
from tests.scene import Scene, booked, moved, open_scene


async def test_where_no_shows_cost_no_punch_the_bookings_fall_all_the_same(
    database: None, context: Context, clock: MovableClock
) -> None:
    scene = await open_scene(settings={"no_show_deducts": False})
    three = await three_booked(scene, context)
    await night_at(NIGHT, clock, context)
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert (await ledger_of(scene.pass_id), await punches_left(scene.pass_id)) == ([], 8)


async def test_a_pass_with_no_punch_left_stays_at_none(scene: Scene, context: Context, clock: MovableClock) -> None:
    """§6: a no-show takes a punch if one is left."""
    three = await three_booked(scene, context)
    taken = PunchChange(PunchKind.ADJUST, -8)
    await append_punch(LedgerEntry(scene.pass_id, None, taken, SYSTEM, "refunded", context.now()))
    await night_at(NIGHT, clock, context)
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert await punches_left(scene.pass_id) == 0
    assert [punch.kind for punch in await ledger_of(scene.pass_id)] == ["ADJUST"]
    assert broken_invariants(await bookings(), clock.now()) == []


async def test_the_last_punch_goes_to_the_first_of_two_absences(
    database: None, context: Context, clock: MovableClock
) -> None:
    scene = await open_scene(punches=1)
    later = await add_session(scene.course_id, STARTS_AT + timedelta(hours=3))
    first = (await scene.book(context)).id
    second = (await add_reservation(scene.pass_id, later)).id
    await night_at(NIGHT, clock, context)
    assert await statuses([first, second]) == [NO_SHOW, NO_SHOW]
    assert [(punch.kind, punch.reservation_id) for punch in await ledger_of(scene.pass_id)] == [("NO_SHOW", first)]
    assert await punches_left(scene.pass_id) == 0


@pytest.mark.parametrize("pass_type", [PassType.UNLIMITED_SERIES, PassType.FULL_COURSE])
async def test_a_pass_without_punches_loses_its_bookings_and_writes_no_ledger(
    database: None, context: Context, clock: MovableClock, pass_type: PassType
) -> None:
    """R11, R34."""
    scene = await open_scene(pass_type=pass_type)
    three = await three_booked(scene, context)
    [run] = await night_at(NIGHT, clock, context)
    assert (run["no_shows"], run["absences"], run["auto_cancelled"], run["failed"]) == (1, 1, 2, 0)
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert (await ledger_of(scene.pass_id), await punches_left(scene.pass_id)) == ([], None)


async def test_parts_and_makeups_fall_too(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R34: the design's "all"."""
    parts = [await add_step(scene.course_id, position) for position in (1, 2)]
    missed = (await scene.book(context)).id
    part = await add_session(scene.course_id, STARTS_AT + DAY, step_id=parts[0])
    makeup = await add_session(scene.course_id, STARTS_AT + 2 * DAY, is_makeup=True)
    ahead = [
        (await booked(scene.pass_id, part, scene.customer, context)).id,
        (await booked(scene.pass_id, makeup, scene.customer, context, step_id=parts[1])).id,
    ]
    await night_at(NIGHT, clock, context)
    assert await statuses([missed, *ahead]) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert [await seats_taken(session) for session in (part, makeup)] == [0, 0]
    row = await reservation_row(ahead[1])
    assert row["step"] == parts[1]


async def test_of_two_absences_in_one_night_the_first_takes_all_and_one_message_says_so(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    later = await add_session(scene.course_id, STARTS_AT + timedelta(hours=3))
    second = (await scene.book(context, later)).id  # booked first: the class decides, and not the id
    first = (await scene.book(context)).id
    ahead = await booked_in(2, scene, context)
    [run] = await night_at(NIGHT, clock, context)
    assert (run["no_shows"], run["absences"], run["auto_cancelled"]) == (2, 2, 1)
    [told] = await messages_of("AUTO_CANCELLATION")
    assert told["facts"] == f'{{"noShowId":{first},"reservationIds":[{ahead}]}}'
    assert (await reservation_row(ahead))["auto_cancelled_by"] == first
    assert len(await StaffNote.select()) == 1
    assert {(await reservation_row(each))["absence_acted_at"] for each in (first, second)} == {NIGHT}


async def test_an_absence_with_nothing_booked_ahead_is_done_and_told_of_to_nobody(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R34: it acts once, so what is booked afterwards is safe."""
    missed = (await scene.book(context)).id
    [run] = await night_at(NIGHT, clock, context)
    assert (run["absences"], run["auto_cancelled"]) == (1, 0)
    afterwards = await booked_in(3, scene, context)
    await night_at(NIGHT + DAY, clock, context)
    assert await statuses([missed, afterwards]) == [NO_SHOW, PENDING]
    assert (await messages_of("AUTO_CANCELLATION"), await StaffNote.select()) == ([], [])


async def test_another_pass_of_the_same_customer_keeps_its_bookings(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    await scene.book(context)
    other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
    other = (await booked(other_pass, await session_in(1, scene), scene.customer, context)).id
    mine = await booked_in(2, scene, context)
    await night_at(NIGHT, clock, context)
    assert await statuses([other, mine]) == [PENDING, AUTO_CANCELLED]
    assert await punches_left(other_pass) == 8


@pytest.mark.parametrize(
    ("starts", "becomes"), [(-SECOND, PENDING), (timedelta(), PENDING), (SECOND, AUTO_CANCELLED)], ids=str
)
async def test_only_a_class_that_starts_after_now_falls(
    scene: Scene, context: Context, clock: MovableClock, starts: timedelta, becomes: ReservationStatus
) -> None:
    """R34: who stands at the door of a class that begins at 01:00:00 comes in."""
    await scene.book(context)
    at_night = (await scene.book(context, await add_session(scene.course_id, NIGHT + starts))).id
    await night_at(NIGHT, clock, context)
    assert await status_of(at_night) == becomes


async def test_who_has_checked_in_to_the_next_class_already_stays_in(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R34: only PENDING ones fall."""
    await scene.book(context)
    early = await scene.book(context, await add_session(scene.course_id, NIGHT + timedelta(hours=1)))
    clock.set(NIGHT - SECOND)
    assert (await scene.scan(early.code, context, "early")).verdict == "ok"
    await night_at(NIGHT, clock, context)
    assert await status_of(early.id) is CHECKED_IN


@pytest.mark.parametrize("status", [PENDING, CHECKED_IN])
async def test_a_cancelled_class_is_never_settled(
    scene: Scene, context: Context, clock: MovableClock, status: ReservationStatus
) -> None:
    """R32: whatever was left in it stays as it is, costs nothing and is no absence."""
    left = (await scene.book(context)).id
    ahead = await booked_in(3, scene, context)
    if status is CHECKED_IN:
        await moved(left, CHECKED_IN, context.now())
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == scene.session_id)
    before = await ledger_of(scene.pass_id)
    for nights in (0, 1):
        [run] = await night_at(NIGHT + nights * DAY, clock, context)
        assert (run["attended"], run["no_shows"], run["absences"]) == (0, 0, 0)
    assert (await statuses([left, ahead]), await ledger_of(scene.pass_id)) == ([status, PENDING], before)


@pytest.mark.parametrize("status", [CANCELLED, ATTENDED])
async def test_what_is_over_for_good_is_left_alone(
    scene: Scene, context: Context, clock: MovableClock, status: ReservationStatus
) -> None:
    missed, ahead = (await scene.book(context)).id, await booked_in(1, scene, context)
    await moved(ahead, status, context.now())
    history = await events_of(ahead)
    await night_at(NIGHT, clock, context)
    assert await statuses([missed, ahead]) == [NO_SHOW, status]
    assert await events_of(ahead) == history


async def reinstated(reservation_id: int, no_show_id: int, context: Context) -> None:
    """As an admin does (R36)."""
    await moved(reservation_id, PENDING, context.now())
    await Reinstatement(reservation=reservation_id, no_show=no_show_id, at=context.now()).save()


async def test_what_was_reinstated_survives_the_same_absence_the_next_nights(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R36."""
    missed, ahead = (await scene.book(context)).id, await booked_in(5, scene, context)
    await night_at(NIGHT, clock, context)
    await reinstated(ahead, missed, context)
    for nights in (1, 2, 3):
        [run] = await night_at(NIGHT + nights * DAY, clock, context)
        assert (run["absences"], run["auto_cancelled"]) == (0, 0)
    assert await status_of(ahead) is PENDING


async def test_what_was_reinstated_survives_the_same_absence_found_again(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R36: marked as attended and then as missed again it is the same absence, which spares one and takes the other."""
    missed, *ahead = [(await scene.book(context)).id, *[await booked_in(days, scene, context) for days in (5, 6)]]
    await night_at(NIGHT, clock, context)
    await reinstated(ahead[0], missed, context)
    await moved(ahead[1], PENDING, context.now())
    for status in (ATTENDED, NO_SHOW):
        clock.advance(HOUR)
        await moved(missed, status, context.now())
    [run] = await night_at(NIGHT + DAY, clock, context)
    assert (run["absences"], run["auto_cancelled"]) == (1, 1)
    assert await statuses(ahead) == [PENDING, AUTO_CANCELLED]
    told = await messages_of("AUTO_CANCELLATION")
    assert [each["facts"] for each in told] == [
        f'{{"noShowId":{missed},"reservationIds":[{ahead[0]},{ahead[1]}]}}',
        f'{{"noShowId":{missed},"reservationIds":[{ahead[1]}]}}',
    ]


async def test_what_one_of_two_absences_spares_the_other_one_takes(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R36: both act in the same night, and only the first has the booking reinstated from it."""
    missed, ahead = (await scene.book(context)).id, await booked_in(5, scene, context)
    await night_at(NIGHT, clock, context)
    await reinstated(ahead, missed, context)
    for status in (ATTENDED, NO_SHOW):
        clock.advance(HOUR)
        await moved(missed, status, context.now())
    missed_too = await booked_in(1, scene, context)
    [run] = await night_at(NIGHT + DAY, clock, context)
    assert (run["absences"], run["auto_cancelled"]) == (2, 1)
    assert (await reservation_row(ahead))["auto_cancelled_by"] == missed_too


async def test_a_new_absence_cancels_what_was_reinstated_again(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R36: only the same absence never does."""
    missed, ahead = (await scene.book(context)).id, await booked_in(5, scene, context)
    await night_at(NIGHT, clock, context)
    await reinstated(ahead, missed, context)
    missed_again = await booked_in(1, scene, context)
    [run] = await night_at(NIGHT + DAY, clock, context)
    assert (run["absences"], run["auto_cancelled"]) == (1, 1)
    row = await reservation_row(ahead)
    assert (row["status"], row["auto_cancelled_by"]) == (AUTO_CANCELLED, missed_again)
    assert len(await messages_of("AUTO_CANCELLATION")) == 2
