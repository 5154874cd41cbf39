"""A roster marked at one go: item by item, by the same rules as one by one (§6, R23)."""

from datetime import timedelta

import pytest

from server.contract.attendance import AttendanceRequest
from server.rules.vocabulary import AttendanceStatus, ReservationStatus
from server.services.context import Context
from server.services.door.mark_attendance import mark_attendance
from server.services.outcomes import NotFoundError
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from tests.builders import STARTS_AT, TWO_HOURS, add_session
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    bookings,
    events_of,
    everything,
    ledger_of,
    messages,
    punches_left,
    reservation_row,
    statements,
    status_of,
)
from tests.scene import Scene
from tests.services.door.roster import (
    ATTENDED,
    CHECKED_IN,
    DURING_CLASS,
    NO_SHOW,
    S,
    another_booked,
    mark,
    mark_all,
    roster_of_each_status,
    said,
)


async def test_items_are_marked_each_as_it_is_asked(scene: Scene, context: Context, clock: MovableClock) -> None:
    """`api.md`."""
    first, second, third = [await another_booked(scene, context) for _ in range(3)]
    clock.set(DURING_CLASS)
    results = await mark(scene, [(third, NO_SHOW), (first, CHECKED_IN), (second, ATTENDED)], context)
    assert said(results) == [(third, "NO_SHOW", "ok"), (first, "CHECKED_IN", "ok"), (second, "ATTENDED", "ok")]
    assert [await status_of(each) for each in (first, second, third)] == [S.CHECKED_IN, S.ATTENDED, S.NO_SHOW]
    assert broken_invariants(await bookings(), context.now()) == []


async def test_a_mark_records_who_how_and_why(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R24: method BULK; §6: each move has its event."""
    reservation = await another_booked(scene, context)
    clock.set(DURING_CLASS)
    await mark(scene, [(reservation, CHECKED_IN)], context, reason="paper list")
    row = await reservation_row(reservation)
    assert (row["checked_in_by"], row["check_in_method"], row["checked_in_staff"]) == ("STAFF", "BULK", scene.staff_id)
    who = scene.staff.label
    assert (await events_of(reservation))[-1] == Event("PENDING", "CHECKED_IN", who, "API", "paper list")


async def test_one_refusal_changes_nothing_and_the_others_are_marked(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservations = [await another_booked(scene, context) for _ in range(3)]
    spent = (await reservation_row(reservations[1]))["registration"]
    await ClassRegistration.update({ClassRegistration.sessions_remaining: 0}).where(ClassRegistration.id == spent)
    clock.set(DURING_CLASS)
    results = await mark(scene, [(each, ATTENDED) for each in reservations], context)
    assert [code for _, _, code in said(results)] == ["ok", "no_punches_left", "ok"]
    assert [await status_of(each) for each in reservations] == [S.ATTENDED, S.PENDING, S.ATTENDED]
    assert results[1].reservation_status is S.PENDING


async def test_what_is_no_reservation_of_the_class_is_not_found_and_untouched(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R41: per item, another class's, another studio's and nobody's alike."""
    ours = await another_booked(scene, context)
    elsewhere = await another_booked(scene, context, await add_session(scene.course_id))
    clock.set(DURING_CLASS)
    results = await mark(scene, [(elsewhere, ATTENDED), (ours, ATTENDED), (9999, NO_SHOW)], context)
    assert said(results) == [(elsewhere, None, "not_found"), (ours, "ATTENDED", "ok"), (9999, None, "not_found")]
    assert await status_of(elsewhere) is S.PENDING


async def test_whoever_is_there_already_is_ok_and_left_alone(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    roster = await roster_of_each_status(scene, context)
    clock.set(DURING_CLASS)
    before = await everything()
    there = [(roster[S(status)], status) for status in AttendanceStatus]
    assert [code for _, _, code in said(await mark(scene, there, context))] == ["ok"] * 3
    assert await everything() == before


async def test_an_item_that_comes_twice_is_answered_twice_and_done_once(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """One after the other, as if they came alone."""
    reservation = await another_booked(scene, context)
    clock.set(DURING_CLASS)
    twice = [(reservation, CHECKED_IN), (reservation, CHECKED_IN), (reservation, ATTENDED), (reservation, CHECKED_IN)]
    assert [code for _, _, code in said(await mark(scene, twice, context))] == ["ok", "ok", "ok", "already_checked_in"]
    pass_id = (await reservation_row(reservation))["registration"]
    assert [punch.kind for punch in await ledger_of(pass_id)] == ["CHECK_IN"]


@pytest.mark.parametrize(
    ("status", "moved_from"),
    [(CHECKED_IN, {S.PENDING}), (ATTENDED, {S.PENDING, S.CHECKED_IN}), (NO_SHOW, {S.PENDING})],
)
async def test_all_moves_those_of_whom_nothing_else_is_known(
    scene: Scene, context: Context, clock: MovableClock, status: AttendanceStatus, moved_from: set[ReservationStatus]
) -> None:
    """§6."""
    roster = await roster_of_each_status(scene, context)
    elsewhere = await another_booked(scene, context, await add_session(scene.course_id))
    clock.set(DURING_CLASS)
    results = await mark_all(scene, status, context)
    assert {each for each, _, _ in said(results)} == {roster[each] for each in moved_from}
    assert {code for _, _, code in said(results)} == {"ok"}
    expected = {each: S(status) if each in moved_from else each for each in roster}
    assert {each: await status_of(roster[each]) for each in roster} == expected
    assert await status_of(elsewhere) is S.PENDING
    assert broken_invariants(await bookings(), context.now()) == []


async def test_a_whole_class_is_marked_with_as_many_statements_as_one(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """The desk does not wait, and no scan waits for the desk."""
    await ClassSession.update({ClassSession.capacity: 1000}).where(ClassSession.id == scene.session_id)
    few = await add_session(scene.course_id, capacity=1000)
    await another_booked(scene, context, few)
    for _ in range(30):
        await another_booked(scene, context)
    clock.set(DURING_CLASS)
    with statements() as for_one:
        await mark_attendance(few, AttendanceRequest(all=ATTENDED), scene.staff, context)
    with statements() as for_thirty:
        assert len(await mark_all(scene, ATTENDED, context)) == 30
    assert len(for_thirty) == len(for_one)


async def test_nobody_is_marked_absent_before_the_start(scene: Scene, context: Context, clock: MovableClock) -> None:
    """§6."""
    reservation = await another_booked(scene, context)
    clock.set(STARTS_AT - timedelta(seconds=1))
    assert said(await mark_all(scene, NO_SHOW, context)) == [(reservation, "PENDING", "session_not_started")]


async def test_an_absence_takes_a_punch_and_an_arrival_that_becomes_one_no_second(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """§6: as a no-show, net one punch at most."""
    reservation = await another_booked(scene, context)
    pass_id = (await reservation_row(reservation))["registration"]
    clock.set(DURING_CLASS)
    for status in (CHECKED_IN, NO_SHOW, ATTENDED, NO_SHOW):
        [result] = await mark(scene, [(reservation, status)], context)
        assert result.ok
        assert await punches_left(pass_id) == 7
    assert (await reservation_row(reservation))["no_show_detected_at"] == DURING_CLASS


async def test_whoever_has_a_grace_is_told_when_the_class_is_over(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R39: until then they may still come."""
    with_grace, without = [await another_booked(scene, context) for _ in range(2)]
    pass_id = (await reservation_row(with_grace))["registration"]
    await ClassRegistration.update({ClassRegistration.absence_grace_period: 24}).where(ClassRegistration.id == pass_id)
    clock.set(DURING_CLASS)
    assert {code for _, _, code in said(await mark_all(scene, NO_SHOW, context))} == {"ok"}
    told = [(row["facts"], row["due_at"]) for row in await messages() if row["kind"] == "MISSED"]
    assert told == [(f'{{"reservationId":{with_grace}}}', STARTS_AT + TWO_HOURS)]
    assert await status_of(without) is S.NO_SHOW


async def test_an_empty_list_and_an_empty_class_have_no_results(scene: Scene, context: Context) -> None:
    before = await everything()
    assert await mark(scene, [], context) == []
    assert await mark_all(scene, ATTENDED, context) == []
    assert await everything() == before


async def test_another_studios_class_does_not_exist(scene: Scene, context: Context) -> None:
    """R41."""
    _, stranger, _ = await scene.strangers()
    with pytest.raises(NotFoundError, match="class session"):
        await mark(scene, [], context, stranger)
