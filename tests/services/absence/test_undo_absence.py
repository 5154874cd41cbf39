"""Every move out of NO_SHOW undoes what that absence caused, item by item (§6): at the desk, the phone, the door."""

from collections.abc import Awaitable, Callable

import pytest

from server.contract.attendance import AttendanceItem, AttendanceRequest
from server.contract.reservations import SelfCheckInRequest, StaffCheckInRequest
from server.rules.vocabulary import AttendanceStatus, ReservationStatus
from server.services.absence.nights import run_due_nights
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.door.mark_attendance import mark_attendance
from server.services.door.self_check_in import self_check_in
from server.services.door.staff_check_in import staff_check_in
from server.tables.studios import Studio
from tests.builders import STARTS_AT
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    bookings,
    events_of,
    ledger_of,
    punches_left,
    reservation_row,
    seats_taken,
    statements,
    status_of,
)
from tests.scene import Scene, agreed, moved
from tests.services.absence.aftermath import (
    DAY,
    EVENING,
    NIGHT,
    Aftermath,
    act_now,
    booked_ahead,
    evening_after,
    fill,
    last_note,
    spared,
    told_of_return,
)

PENDING, CHECKED_IN, _, NO_SHOW, _, AUTO_CANCELLED = ReservationStatus
DESK = StaffCheckInRequest()
LATE_WINDOW = '{"self_closes_minutes": 300}'
"""A window that is widened after the night was run, so that a phone and the kiosk still take the late comer."""


@pytest.fixture
async def after(scene: Scene, context: Context, clock: MovableClock) -> Aftermath:
    """Monday's class was missed and the night run by hand at once: it is Monday, 19:00."""
    return await evening_after(scene, context, clock)


async def at_the_desk(after: Aftermath, context: Context) -> None:
    agreed(await staff_check_in(after.missed, DESK, after.scene.staff, context))


async def by_phone(after: Aftermath, context: Context) -> None:
    await Studio.update({Studio.settings: LATE_WINDOW}).where(Studio.id == after.scene.studio_id)
    agreed(await self_check_in(after.missed, SelfCheckInRequest(), after.scene.customer, context))


async def at_the_door(after: Aftermath, context: Context) -> None:
    await Studio.update({Studio.settings: LATE_WINDOW}).where(Studio.id == after.scene.studio_id)
    assert (await after.scene.scan(after.code, context, "late")).verdict == "ok"


async def on_the_roster(after: Aftermath, context: Context) -> None:
    asked = mark_of(after.missed, AttendanceStatus.ATTENDED)
    answer = await mark_attendance(after.scene.session_id, asked, after.scene.staff, context)
    assert [result.ok for result in answer.results] == [True]


def mark_of(reservation_id: int, mark: AttendanceStatus) -> AttendanceRequest:
    return AttendanceRequest(items=[AttendanceItem(reservation_id=reservation_id, status=mark)], reason="a mistake")


Arrival = Callable[[Aftermath, Context], Awaitable[None]]
EVERY_WAY = pytest.mark.parametrize("arrive", [at_the_desk, by_phone, at_the_door, on_the_roster])


@EVERY_WAY
async def test_whoever_turns_out_to_have_come_has_the_later_bookings_again(
    after: Aftermath, context: Context, arrive: Arrival
) -> None:
    """§6; R9: the no-show's punch is the check-in's."""
    await arrive(after, context)
    assert await after.standing() == [PENDING, PENDING]
    assert [await seats_taken(each) for each in after.sessions] == [1, 1]
    assert await punches_left(after.scene.pass_id) == 7
    assert [punch.kind for punch in await ledger_of(after.scene.pass_id)] == ["NO_SHOW", "REVERSAL", "CHECK_IN"]
    row = await reservation_row(after.missed)
    assert (row["no_show_detected_at"], row["absence_acted_at"]) == (None, None)
    assert await told_of_return() == [list(after.released)]
    assert broken_invariants(await bookings(), EVENING) == []


@EVERY_WAY
async def test_what_cannot_come_back_stays_released_and_the_arrival_stands(
    after: Aftermath, context: Context, arrive: Arrival
) -> None:
    """§6, R36: item by item; a class that has filled meanwhile."""
    await fill(after, after.sessions[0], context)
    await arrive(after, context)
    assert await after.standing() == [AUTO_CANCELLED, PENDING]
    assert await told_of_return() == [[after.released[1]]]
    assert (await reservation_row(after.missed))["status"] in {"CHECKED_IN", "ATTENDED"}
    assert broken_invariants(await bookings(), EVENING) == []


@EVERY_WAY
async def test_only_an_admins_override_binds_the_absence_for_ever(
    after: Aftermath, context: Context, arrive: Arrival
) -> None:
    """R36."""
    await arrive(after, context)
    assert await spared() == []


async def test_the_history_says_who_undid_it_and_why(after: Aftermath, context: Context) -> None:
    """§6: each move has its event."""
    await at_the_desk(after, context)
    who = after.scene.staff.label
    because = "Undone: Missed Pottery, Mon 2 Mar 2026, 16:00"
    for each in after.released:
        assert (await events_of(each))[-1] == Event("AUTO_CANCELLED", "PENDING", who, "API", because)
    assert await last_note() == (
        who,
        f"{because}. Booked again: Pottery, Tue 3 Mar 2026, 16:00; Pottery, Wed 4 Mar 2026, 16:00.",
    )


async def test_a_note_of_a_kiosks_scan_is_the_systems_own(after: Aftermath, context: Context) -> None:
    await at_the_door(after, context)
    assert (await last_note())[0] == "system"
    assert (await events_of(after.released[0]))[-1].actor == after.scene.kiosk.label


async def test_what_was_put_right_before_is_left_alone(after: Aftermath, context: Context) -> None:
    """§6: still AUTO_CANCELLED, by this absence."""
    tuesday, wednesday = after.released
    await moved(tuesday, PENDING, context.now())
    await cancel(tuesday, after.scene.customer, context)
    await at_the_desk(after, context)
    assert await status_of(tuesday) is ReservationStatus.CANCELLED
    assert await told_of_return() == [[wednesday]]


async def test_another_absences_work_is_not_undone(after: Aftermath, context: Context, clock: MovableClock) -> None:
    """§6: what that absence caused, and no other."""
    tuesday, wednesday = after.released
    await at_the_desk(after, context)
    await act_now(context, clock, EVENING + DAY)
    assert await after.standing() == [NO_SHOW, AUTO_CANCELLED]
    absent, present = (mark_of(after.missed, mark) for mark in (AttendanceStatus.NO_SHOW, AttendanceStatus.ATTENDED))
    for asked in (absent, present):
        await mark_attendance(after.scene.session_id, asked, after.admin, context)
    assert await after.standing() == [NO_SHOW, AUTO_CANCELLED]
    agreed(await staff_check_in(tuesday, DESK, after.scene.staff, context))
    assert await status_of(wednesday) is PENDING


async def test_a_class_that_has_started_meanwhile_stays_released(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """§6: while its session has not started."""
    clock.set(STARTS_AT + DAY)
    attended = mark_of(after.missed, AttendanceStatus.ATTENDED)
    await mark_attendance(after.scene.session_id, attended, after.admin, context)
    assert await after.standing() == [AUTO_CANCELLED, PENDING]


async def test_an_arrival_that_is_taken_back_and_missed_again_acts_again(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R34: it is another absence; what its first one released was never spared."""
    after = await booked_ahead(scene, context)
    await act_now(context, clock, EVENING)
    await at_the_desk(after, context)
    absent = mark_of(after.missed, AttendanceStatus.NO_SHOW)
    await mark_attendance(scene.session_id, absent, scene.staff, context)
    clock.set(NIGHT)
    await run_due_nights(context)
    assert await after.standing() == [AUTO_CANCELLED, AUTO_CANCELLED]
    assert (await reservation_row(after.missed))["absence_acted_at"] == NIGHT


async def test_an_absence_that_has_not_acted_has_nothing_to_undo(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    after = await booked_ahead(scene, context)
    clock.set(EVENING)
    await moved(after.missed, NO_SHOW, context.now())
    await at_the_desk(after, context)
    assert await after.standing() == [PENDING, PENDING]
    assert await told_of_return() == []


async def test_a_scan_asks_nothing_about_absences_unless_one_has_acted(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """A scan stays within its statements (docs/benchmarks.md)."""
    after = await booked_ahead(scene, context, ahead=1)
    with statements() as asked:
        assert (await scene.scan(after.code, context, "first")).verdict == "ok"
    assert len(asked) <= 12
    assert [text for text in asked if "auto_cancelled_by IN" in text or "auto_cancelled_by =" in text] == []
