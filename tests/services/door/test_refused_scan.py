"""A scan that is refused says why, leaves its row, and changes nothing else (R27)."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from server.rules.vocabulary import Refusal, ReservationStatus
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.context import Context
from server.tables.courses import ClassSession
from server.tables.kiosks import ScanAttempt
from server.tables.passes import ClassRegistration
from tests.builders import STARTS_AT
from tests.movable_clock import MovableClock
from tests.readings import (
    everything,
)
from tests.scene import Scene, moved, open_scene

Flaw = Callable[[Scene, int, Context, MovableClock], Awaitable[object]]


async def replaced(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await issue_new_code(reservation_id, scene.customer, context)


async def cancelled_by_the_studio(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    table = ClassSession
    await table.update({table.cancelled_at: context.now()}).where(table.id == scene.session_id)


async def given_up(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await cancel(reservation_id, scene.customer, context)


async def released(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await moved(reservation_id, ReservationStatus.AUTO_CANCELLED, context.now())


async def checked_in(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await moved(reservation_id, ReservationStatus.CHECKED_IN, context.now())


async def confirmed(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await moved(reservation_id, ReservationStatus.ATTENDED, context.now())


async def three_hours_before(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT - timedelta(hours=3))


async def three_hours_after(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT + timedelta(hours=3))


async def missed_and_too_late(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await moved(reservation_id, ReservationStatus.NO_SHOW, context.now())
    clock.set(STARTS_AT + timedelta(hours=3))


async def the_pass_was_shortened(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    table = ClassRegistration
    await table.update({table.valid_until: date(2026, 3, 1)}).where(table.id == scene.pass_id)


async def no_punch_is_left(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    table = ClassRegistration
    await table.update({table.sessions_remaining: 0}).where(table.id == scene.pass_id)


async def missed_without_a_punch(scene: Scene, reservation_id: int, context: Context, clock: MovableClock) -> None:
    await no_punch_is_left(scene, reservation_id, context, clock)
    await moved(reservation_id, ReservationStatus.NO_SHOW, context.now())


FLAWS: tuple[tuple[Flaw, Refusal], ...] = (
    (replaced, Refusal.REVOKED_CODE),
    (cancelled_by_the_studio, Refusal.SESSION_CANCELLED),
    (given_up, Refusal.CANCELLED),
    (released, Refusal.AUTO_CANCELLED),
    (checked_in, Refusal.ALREADY_CHECKED_IN),
    (confirmed, Refusal.ALREADY_CHECKED_IN),
    (three_hours_before, Refusal.TOO_EARLY),
    (three_hours_after, Refusal.TOO_LATE),
    (missed_and_too_late, Refusal.TOO_LATE),
    (the_pass_was_shortened, Refusal.PASS_NOT_VALID),
    (no_punch_is_left, Refusal.NO_PUNCHES_LEFT),
    (missed_without_a_punch, Refusal.NO_PUNCHES_LEFT),
)


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
