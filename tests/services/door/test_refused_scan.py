"""A scan that is refused says why, leaves its row, and changes nothing else (R27)."""

from datetime import timedelta

import pytest

from server.rules.vocabulary import Refusal, ReservationStatus
from server.services.booking.new_code import issue_new_code
from server.services.context import Context
from server.tables.kiosks import ScanAttempt
from tests.builders import STARTS_AT
from tests.movable_clock import MovableClock
from tests.readings import (
    everything,
)
from tests.scene import Scene, moved, open_scene
from tests.services.door.scan_flaws import FLAWS, Flaw


@pytest.mark.parametrize(("flaw", "expected"), FLAWS, ids=[flaw.__name__ for flaw, _ in FLAWS])
async def test_a_refused_scan_leaves_its_row_and_nothing_else(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, expected: Refusal
) -> None:
    reservation = await scene.book(context)
    await flaw(scene, reservation.id, context, clock)
    before = await everything()
    verdict = await scene.scan(reservation.code, context, "first")
    assert (verdict.verdict, verdict.reservation_id) == (expected, reservation.id)
    after = await everything()
    [attempt] = after.pop("scan_attempt")
    assert before.pop("scan_attempt") == []
    assert after == before
    assert (attempt["verdict"], attempt["reservation"], attempt["kiosk"]) == (expected, reservation.id, scene.kiosk_id)


async def test_too_early_says_when_the_door_opens(scene: Scene, context: Context, clock: MovableClock) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT - timedelta(hours=3))
    verdict = await scene.scan(reservation.code, context, "first")
    assert verdict.opens_at == STARTS_AT - timedelta(hours=2)
    assert verdict.message == "Check-in for this class opens today at 14:00."


async def test_too_late_says_when_the_door_closed(scene: Scene, context: Context, clock: MovableClock) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT + timedelta(hours=3))
    verdict = await scene.scan(reservation.code, context, "first")
    assert verdict.closes_at == STARTS_AT + timedelta(hours=2)
    assert "18:00" in verdict.message


async def test_whom_staff_confirmed_is_answered_with_the_time(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.ATTENDED, context.now())
    assert (await scene.scan(reservation.code, context, "first")).checked_in_at == context.now()


@pytest.mark.parametrize("text", ["", "hello", "B" * 25, "BCDEFGHIJKLNPRSTUVXBCDEFG", "\N{SNOWMAN}" * 25])
async def test_an_unknown_code_is_answered_with_nobodys_facts_and_leaves_a_row(
    scene: Scene, context: Context, text: str
) -> None:
    await scene.book(context)
    verdict = await scene.scan(text, context, "first")
    assert verdict.verdict == "unknown_code"
    assert (verdict.reservation_id, verdict.display_name, verdict.course_name) == (None, None, None)
    [attempt] = await ScanAttempt.select()
    assert (attempt["verdict"], attempt["reservation"]) == ("unknown_code", None)


async def test_another_studios_code_is_unknown(scene: Scene, context: Context) -> None:
    elsewhere = await open_scene()
    theirs = await elsewhere.book(context)
    before = await everything()
    verdict = await scene.scan(theirs.code, context, "first")
    assert (verdict.verdict, verdict.reservation_id, verdict.display_name) == ("unknown_code", None, None)
    assert {**await everything(), "scan_attempt": []} == before
    assert (await elsewhere.scan(theirs.code, context, "theirs")).verdict == "ok"


async def test_another_studios_replaced_code_is_unknown_too(scene: Scene, context: Context) -> None:
    elsewhere = await open_scene()
    theirs = await elsewhere.book(context)
    await issue_new_code(theirs.id, elsewhere.customer, context)
    assert (await scene.scan(theirs.code, context, "first")).verdict == "unknown_code"
