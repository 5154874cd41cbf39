"""Checking in from the phone: inside the window, and only as the studio wants it (R22, R30)."""

from datetime import timedelta

import pytest

from server.contract.reservations import SelfCheckInRequest
from server.rules.door_code import door_code_at
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.door.self_check_in import self_check_in
from server.services.outcomes import NotFoundError
from tests.builders import STARTS_AT
from tests.movable_clock import MovableClock
from tests.readings import Event, Punch, events_of, everything, ledger_of, reservation_row, seats_taken, status_of
from tests.scene import Scene, agreed, moved, open_scene, refusal

NO_CODE = SelfCheckInRequest()


async def test_a_phone_checks_in_and_takes_one_punch(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    answer = agreed(await self_check_in(reservation.id, NO_CODE, scene.customer, context))
    assert (answer.reservation_status, answer.checked_in_at) == (ReservationStatus.CHECKED_IN, context.now())
    who = f"customer:{scene.customer_id}"
    assert await ledger_of(scene.pass_id) == [Punch("CHECK_IN", -1, reservation.id, who, None, live=True)]
    assert (await events_of(reservation.id))[-1] == Event("PENDING", "CHECKED_IN", who, "API", None)
    assert await seats_taken(scene.session_id) == 1


async def test_a_phones_check_in_is_the_customers_own_and_at_no_kiosk(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await self_check_in(reservation.id, NO_CODE, scene.customer, context)
    row = await reservation_row(reservation.id)
    assert (row["checked_in_by"], row["check_in_method"]) == ("CUSTOMER", "PHONE")
    assert (row["checked_in_kiosk_id"], row["checked_in_staff"]) == (None, None)


async def test_a_second_tap_is_already_checked_in_and_takes_no_punch(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await self_check_in(reservation.id, NO_CODE, scene.customer, context)
    before = await everything()
    assert refusal(await self_check_in(reservation.id, NO_CODE, scene.customer, context)) == "already_checked_in"
    assert await everything() == before


async def test_a_phone_does_not_open_the_door_early(scene: Scene, context: Context, clock: MovableClock) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT - timedelta(hours=2, seconds=1))
    before = await everything()
    assert refusal(await self_check_in(reservation.id, NO_CODE, scene.customer, context)) == "too_early"
    assert await everything() == before


async def test_a_no_show_inside_the_window_comes_after_all(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.NO_SHOW, context.now())
    agreed(await self_check_in(reservation.id, NO_CODE, scene.customer, context))
    assert [punch.kind for punch in await ledger_of(scene.pass_id)] == ["NO_SHOW", "REVERSAL", "CHECK_IN"]


async def test_others_reservations_do_not_exist(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    strangers = await scene.strangers()
    before = await everything()
    for stranger in strangers:
        with pytest.raises(NotFoundError, match="session reservation"):
            await self_check_in(reservation.id, NO_CODE, stranger, context)
    assert await everything() == before


async def test_a_studio_that_wants_the_door_used_takes_no_phone(database: None, context: Context) -> None:
    scene = await open_scene(settings={"phone_check_in": "off"})
    reservation = await scene.book(context)
    assert refusal(await self_check_in(reservation.id, NO_CODE, scene.customer, context)) == "phone_check_in_off"
    assert (await scene.scan(reservation.code, context, "door")).verdict == "ok"


async def test_the_digits_at_the_door_are_asked_for(database: None, context: Context) -> None:
    scene = await open_scene(settings={"phone_check_in": "door_code"})
    reservation = await scene.book(context)
    before = await everything()
    assert refusal(await self_check_in(reservation.id, NO_CODE, scene.customer, context)) == "door_code_required"
    assert await everything() == before


@pytest.mark.parametrize("seconds_ago", [0, 30])
async def test_the_present_and_the_previous_digits_count(database: None, context: Context, seconds_ago: int) -> None:
    scene = await open_scene(settings={"phone_check_in": "door_code"})
    reservation = await scene.book(context)
    asked = SelfCheckInRequest(door_code=digits(scene, context, seconds_ago))
    agreed(await self_check_in(reservation.id, asked, scene.customer, context))
    assert await status_of(reservation.id) is ReservationStatus.CHECKED_IN


@pytest.mark.parametrize("seconds_ago", [60, -30])
async def test_older_digits_and_those_to_come_do_not(database: None, context: Context, seconds_ago: int) -> None:
    scene = await open_scene(settings={"phone_check_in": "door_code"})
    reservation = await scene.book(context)
    asked = SelfCheckInRequest(door_code=digits(scene, context, seconds_ago))
    assert refusal(await self_check_in(reservation.id, asked, scene.customer, context)) == "door_code_wrong"
    assert await status_of(reservation.id) is ReservationStatus.PENDING


async def test_another_studios_digits_do_not_count(database: None, context: Context) -> None:
    scene = await open_scene(settings={"phone_check_in": "door_code"})
    elsewhere = await open_scene(settings={"phone_check_in": "door_code"})
    reservation = await scene.book(context)
    asked = SelfCheckInRequest(door_code=digits(elsewhere, context, 0))
    assert refusal(await self_check_in(reservation.id, asked, scene.customer, context)) == "door_code_wrong"


def digits(scene: Scene, context: Context, seconds_ago: int) -> str:
    return door_code_at(context.keys.door_code, scene.studio_id, context.now() - timedelta(seconds=seconds_ago))
