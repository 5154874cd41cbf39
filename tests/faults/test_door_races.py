"""The door's races: one scan, one check-in, one offer, wanted by several at once (R26-R29)."""

import asyncio

import pytest

from server.contract.scan import ScanVerdict
from server.rules.vocabulary import ReservationStatus
from server.services.booking.new_code import issue_new_code
from server.services.context import Context
from server.services.door.scan import scan
from server.services.door.self_check_in import self_check_in
from server.services.door.staff_check_in import staff_check_in, undo_check_in
from server.services.idempotency.keyed_requests import KeyReusedError
from tests import actors
from tests.builders import add_kiosk, add_pass, add_session
from tests.faults.racers import (
    DESK,
    PHONE,
    ROUNDS,
    UNDO,
    all_agrees,
    booked_anew,
    shuffled,
    together,
)
from tests.readings import bookings, punches_left, status_of
from tests.scene import Scene, booked, open_scene, scan_of


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene(capacity=1000)


async def test_one_code_at_two_kiosks(scene: Scene, context: Context) -> None:
    back_door = actors.kiosk((await add_kiosk(scene.studio_id, "Back door")).id, scene.studio_id)
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        asked = scan_of(reservation.code, context, f"round{place}")
        answers = await together(scan(asked, scene.kiosk, context), scan(asked, back_door, context))
        assert answers == {"ok": 1, "already_checked_in": 1}
        assert await punches_left(pass_id) == 7
    await all_agrees()


async def test_one_scan_that_comes_twice(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        asked = scan_of(reservation.code, context, f"round{place}")
        verdicts = await asyncio.gather(*(scan(asked, scene.kiosk, context) for _ in range(4)))
        assert [verdict.verdict for verdict in verdicts] == ["ok"] * 4
        assert len({str(verdict) for verdict in verdicts}) == 1
        assert await punches_left(pass_id) == 7
    assert len((await bookings())["scan_attempt"]) == ROUNDS
    await all_agrees()


async def test_a_nonce_that_two_codes_share_checks_one_of_them_in(scene: Scene, context: Context) -> None:
    """No good kiosk does this; the one that is refused must not be checked in either (R21)."""
    for place in range(ROUNDS):
        reservations = [(await booked_anew(scene, context))[2] for _ in range(2)]
        asked = [scan_of(reservation.code, context, f"round{place}") for reservation in reservations]
        scans = (scan(each, scene.kiosk, context) for each in asked)
        answers = await asyncio.gather(*scans, return_exceptions=True)
        verdicts = [answer for answer in answers if isinstance(answer, ScanVerdict)]
        assert [type(answer) for answer in answers if answer not in verdicts] == [KeyReusedError]
        stands = {reservation.id: await status_of(reservation.id) for reservation in reservations}
        assert stands.pop(int(verdicts[0].reservation_id or 0)) is ReservationStatus.CHECKED_IN
        assert list(stands.values()) == [ReservationStatus.PENDING]
    await all_agrees()


async def test_kiosk_phone_and_desk_at_once(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        actor, pass_id, reservation = await booked_anew(scene, context)
        answers = await together(
            scene.scan(reservation.code, context, f"round{place}"),
            self_check_in(reservation.id, PHONE, actor, context),
            staff_check_in(reservation.id, DESK, scene.staff, context),
        )
        assert answers["already_checked_in"] == 2
        assert answers["ok"] + answers["CHECKED_IN"] == 1
        assert await punches_left(pass_id) == 7
    await all_agrees()


async def test_taking_back_against_checking_in(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        await together(
            *shuffled(
                place,
                undo_check_in(reservation.id, UNDO, scene.staff, context),
                scene.scan(reservation.code, context, f"round{place}"),
                undo_check_in(reservation.id, UNDO, scene.staff, context),
            )
        )
        came = await status_of(reservation.id) is ReservationStatus.CHECKED_IN
        assert await punches_left(pass_id) == (7 if came else 8)
    await all_agrees()


async def test_two_who_take_one_check_in_back(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        _, pass_id, reservation = await booked_anew(scene, context)
        await scene.scan(reservation.code, context, f"round{place}")
        answers = await together(*(undo_check_in(reservation.id, UNDO, scene.staff, context) for _ in range(2)))
        assert answers == {"PENDING": 1, "illegal_transition": 1}
        assert await punches_left(pass_id) == 8
    await all_agrees()


async def test_a_new_code_against_a_scan_of_the_old_one(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        actor, _, reservation = await booked_anew(scene, context)
        answers = await together(
            *shuffled(
                place,
                issue_new_code(reservation.id, actor, context),
                scene.scan(reservation.code, context, f"round{place}"),
            )
        )
        came = await status_of(reservation.id) is ReservationStatus.CHECKED_IN
        assert answers["ok" if came else "revoked_code"] == 1
    await all_agrees()


async def test_new_codes_at_once_leave_one_that_scans(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        actor, _, reservation = await booked_anew(scene, context)
        renewed = await asyncio.gather(*(issue_new_code(reservation.id, actor, context) for _ in range(3)))
        codes = {str(each.code) for each in renewed}
        verdicts = [(await scene.scan(code, context, f"r{place}-{i}")).verdict for i, code in enumerate(sorted(codes))]
        assert sorted(verdicts) == ["ok"] + ["revoked_code"] * (len(codes) - 1)
        assert (await scene.scan(reservation.code, context, f"old{place}")).verdict == "revoked_code"
    await all_agrees()


async def test_offers_that_cross_each_other(scene: Scene, context: Context) -> None:
    """Each code is held to a kiosk for the class of the other pass: both transactions hold both passes."""
    for place in range(ROUNDS):
        actor, first_pass, first = await booked_anew(scene, context)
        second_pass = await add_pass(int(actor.customer_id or 0), scene.studio_id, scene.course_id)
        second = await booked(second_pass, await add_session(scene.course_id), actor, context)
        answers = await together(
            scene.scan(first.code, context, f"one{place}", offer=second.id),
            scene.scan(second.code, context, f"two{place}", offer=first.id),
        )
        assert answers == {"ok": 2}
        assert (await punches_left(first_pass), await punches_left(second_pass)) == (7, 7)
    await all_agrees()
