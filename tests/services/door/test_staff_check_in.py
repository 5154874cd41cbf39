"""Checking in at the desk and behind the PIN pad: the whole class day, with a reason where one is due (R23, R42)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.contract.reservations import StaffCheckInRequest, StaffMethod
from server.rules.vocabulary import PassType, ReservationStatus, Role
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.door.staff_check_in import staff_check_in
from server.services.outcomes import NotFoundError
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from tests import actors
from tests.builders import STARTS_AT, add_staff
from tests.movable_clock import MovableClock
from tests.readings import Event, Punch, events_of, everything, ledger_of, punches_left, reservation_row, seats_taken
from tests.scene import Scene, agreed, moved, open_scene, refusal

PLAIN = StaffCheckInRequest()
WITH_REASON = StaffCheckInRequest(reason="bus was late")
MORNING = STARTS_AT - timedelta(hours=7)


async def test_the_desk_checks_in_and_takes_one_punch(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    answer = agreed(await staff_check_in(reservation.id, PLAIN, scene.staff, context))
    assert (answer.reservation_status, answer.checked_in_at) == (ReservationStatus.CHECKED_IN, context.now())
    who = f"staff:{scene.staff_id}"
    assert await ledger_of(scene.pass_id) == [Punch("CHECK_IN", -1, reservation.id, who, None, live=True)]
    assert (await events_of(reservation.id))[-1] == Event("PENDING", "CHECKED_IN", who, "API", None)
    assert await seats_taken(scene.session_id) == 1


async def test_the_row_says_which_of_the_staff_and_how(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await staff_check_in(reservation.id, StaffCheckInRequest(method=StaffMethod.NAME), scene.staff, context)
    row = await reservation_row(reservation.id)
    assert (row["checked_in_by"], row["check_in_method"]) == ("STAFF", "NAME")
    assert (row["checked_in_staff"], row["checked_in_kiosk_id"]) == (scene.staff_id, None)


async def test_the_desk_needs_no_reason_outside_the_window(scene: Scene, context: Context, clock: MovableClock) -> None:
    reservation = await scene.book(context)
    clock.set(MORNING)
    agreed(await staff_check_in(reservation.id, PLAIN, scene.staff, context))


async def test_staff_at_the_kiosk_need_a_reason_outside_the_window(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(MORNING)
    before = await everything()
    assert refusal(await staff_check_in(reservation.id, PLAIN, scene.staff_at_kiosk, context)) == "reason_required"
    assert await everything() == before


async def test_a_reason_given_at_the_kiosk_is_kept_with_the_kiosk(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(MORNING)
    agreed(await staff_check_in(reservation.id, WITH_REASON, scene.staff_at_kiosk, context))
    who = f"staff:{scene.staff_id}@kiosk:{scene.kiosk_id}"
    assert (await events_of(reservation.id))[-1] == Event("PENDING", "CHECKED_IN", who, "KIOSK", "bus was late")
    row = await reservation_row(reservation.id)
    assert (row["checked_in_staff"], row["checked_in_kiosk_id"]) == (scene.staff_id, scene.kiosk_id)


async def test_staff_at_the_kiosk_need_none_inside_the_window(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    agreed(await staff_check_in(reservation.id, PLAIN, scene.staff_at_kiosk, context))


async def test_a_waived_punch_needs_a_reason(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    before = await everything()
    waived = StaffCheckInRequest(waive_punch=True)
    assert refusal(await staff_check_in(reservation.id, waived, scene.staff, context)) == "reason_required"
    assert await everything() == before


async def test_a_waived_punch_is_kept_with_its_reason_and_takes_none(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    waived = StaffCheckInRequest(waive_punch=True, reason="trial class")
    agreed(await staff_check_in(reservation.id, waived, scene.staff, context))
    who = f"staff:{scene.staff_id}"
    assert await ledger_of(scene.pass_id) == [Punch("WAIVE", 0, reservation.id, who, "trial class", live=True)]
    assert await punches_left(scene.pass_id) == 8


async def test_a_waived_punch_checks_in_where_none_is_left(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await no_punch_left(scene)
    assert refusal(await staff_check_in(reservation.id, WITH_REASON, scene.staff, context)) == "no_punches_left"
    waived = StaffCheckInRequest(waive_punch=True, reason="trial class")
    agreed(await staff_check_in(reservation.id, waived, scene.staff, context))
    assert await punches_left(scene.pass_id) == 0


async def test_a_waived_no_show_gets_its_punch_back(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.NO_SHOW, context.now())
    waived = StaffCheckInRequest(waive_punch=True, reason="was here all the time")
    agreed(await staff_check_in(reservation.id, waived, scene.staff, context))
    assert [punch.kind for punch in await ledger_of(scene.pass_id)] == ["NO_SHOW", "REVERSAL", "WAIVE"]
    assert await punches_left(scene.pass_id) == 8


async def test_an_unlimited_pass_has_no_punch_to_waive(database: None, context: Context) -> None:
    scene = await open_scene(pass_type=PassType.UNLIMITED_SERIES)
    reservation = await scene.book(context)
    waived = StaffCheckInRequest(waive_punch=True, reason="trial class")
    agreed(await staff_check_in(reservation.id, waived, scene.staff, context))
    assert await ledger_of(scene.pass_id) == []


@pytest.mark.parametrize("days", [-1, 1])
async def test_staff_do_not_check_in_on_another_day_and_admins_not_behind_a_pin_pad(
    scene: Scene, context: Context, clock: MovableClock, days: int
) -> None:
    reservation = await scene.book(context)
    admin_at_kiosk = replace(scene.staff_at_kiosk, role=Role.ADMIN)
    clock.set(STARTS_AT + timedelta(days=days))
    before = await everything()
    for actor in (scene.staff, scene.staff_at_kiosk, admin_at_kiosk):
        assert refusal(await staff_check_in(reservation.id, WITH_REASON, actor, context)) == "not_class_day"
    assert await everything() == before


@pytest.mark.parametrize("days", [-1, 1])
async def test_an_admin_corrects_on_another_day_with_a_reason(
    scene: Scene, context: Context, clock: MovableClock, days: int
) -> None:
    """R23."""
    reservation = await scene.book(context)
    admin = actors.admin(await add_staff(role=Role.ADMIN))
    clock.set(STARTS_AT + timedelta(days=days))
    before = await everything()
    assert refusal(await staff_check_in(reservation.id, PLAIN, admin, context)) == "reason_required"
    assert await everything() == before
    agreed(await staff_check_in(reservation.id, WITH_REASON, admin, context))
    assert (await events_of(reservation.id))[-1].reason == "bus was late"


async def test_who_is_there_already_is_not_checked_in_twice(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await scene.scan(reservation.code, context, "first")
    before = await everything()
    assert refusal(await staff_check_in(reservation.id, WITH_REASON, scene.staff, context)) == "already_checked_in"
    assert await everything() == before


async def test_what_was_given_up_is_not_checked_in(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await cancel(reservation.id, scene.customer, context)
    before = await everything()
    assert refusal(await staff_check_in(reservation.id, WITH_REASON, scene.staff, context)) == "cancelled"
    assert await everything() == before


async def test_what_was_released_is_not_checked_in(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.AUTO_CANCELLED, context.now())
    assert refusal(await staff_check_in(reservation.id, WITH_REASON, scene.staff, context)) == "auto_cancelled"


async def test_a_class_that_the_studio_cancelled_takes_nobody(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    table = ClassSession
    await table.update({table.cancelled_at: context.now()}).where(table.id == scene.session_id)
    assert refusal(await staff_check_in(reservation.id, WITH_REASON, scene.staff, context)) == "session_cancelled"


async def test_a_cancelled_pass_does_not_check_in(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    table = ClassRegistration
    await table.update({table.cancelled_at: context.now()}).where(table.id == scene.pass_id)
    assert refusal(await staff_check_in(reservation.id, WITH_REASON, scene.staff, context)) == "pass_not_valid"


async def test_a_no_show_is_checked_in_on_the_class_day_after_the_window(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT + timedelta(hours=3))
    await moved(reservation.id, ReservationStatus.NO_SHOW, context.now())
    agreed(await staff_check_in(reservation.id, PLAIN, scene.staff, context))
    assert await punches_left(scene.pass_id) == 7


async def test_others_reservations_do_not_exist(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    strangers = await scene.strangers()
    before = await everything()
    for stranger in strangers:
        with pytest.raises(NotFoundError, match="session reservation"):
            await staff_check_in(reservation.id, WITH_REASON, stranger, context)
    assert await everything() == before


async def no_punch_left(scene: Scene) -> None:
    table = ClassRegistration
    await table.update({table.sessions_remaining: 0}).where(table.id == scene.pass_id)
