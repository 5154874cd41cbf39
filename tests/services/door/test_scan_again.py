"""The same scan gets its first verdict, a new one learns that the customer is there; neither takes a punch (R26)."""

from datetime import timedelta

import pytest

from server.contract.reservations import UndoRequest
from server.rules.pass_code import in_groups
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.door.scan import scan
from server.services.door.staff_check_in import undo_check_in
from server.services.idempotency.keyed_requests import KeyReusedError
from server.tables.kiosks import ScanAttempt
from tests import actors
from tests.builders import STARTS_AT, add_kiosk
from tests.movable_clock import MovableClock
from tests.readings import everything, punches_left, status_of
from tests.scene import Scene, agreed, booked, scan_of

MINUTE = timedelta(minutes=1)


async def test_a_retry_gets_the_first_verdict_word_for_word_and_writes_nothing(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    first = await scene.scan(reservation.code, context, "nonce")
    before = await everything()
    clock.advance(5 * MINUTE)
    assert await scene.scan(reservation.code, context, "nonce") == first
    assert await everything() == before


async def test_a_retry_of_a_refusal_is_refused_again_though_the_door_is_open_by_now(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT - timedelta(hours=2, seconds=1))
    first = await scene.scan(reservation.code, context, "nonce")
    clock.set(STARTS_AT)
    assert await scene.scan(reservation.code, context, "nonce") == first
    assert first.verdict == "too_early"
    assert await status_of(reservation.id) is ReservationStatus.PENDING


async def test_a_retry_after_staff_took_the_check_in_back_does_not_check_in_again(
    scene: Scene, context: Context
) -> None:
    reservation = await scene.book(context)
    first = await scene.scan(reservation.code, context, "nonce")
    agreed(await undo_check_in(reservation.id, UndoRequest(), scene.staff, context))
    assert await scene.scan(reservation.code, context, "nonce") == first
    assert await status_of(reservation.id) is ReservationStatus.PENDING
    assert await punches_left(scene.pass_id) == 8


async def test_a_new_scan_is_answered_with_the_time_of_the_first(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    arrived_at = context.now()
    await scene.scan(reservation.code, context, "first")
    clock.advance(5 * MINUTE)
    again = await scene.scan(reservation.code, context, "second")
    assert (again.verdict, again.checked_in_at) == ("already_checked_in", arrived_at)
    assert again.sessions_remaining == await punches_left(scene.pass_id) == 7


async def test_a_new_scan_after_staff_took_the_check_in_back_checks_in_with_one_punch(
    scene: Scene, context: Context
) -> None:
    reservation = await scene.book(context)
    await scene.scan(reservation.code, context, "first")
    agreed(await undo_check_in(reservation.id, UndoRequest(), scene.staff, context))
    assert (await scene.scan(reservation.code, context, "second")).verdict == "ok"
    assert await punches_left(scene.pass_id) == 7


async def test_a_nonce_that_comes_again_with_another_code_is_refused_and_changes_nothing(
    scene: Scene, context: Context
) -> None:
    """A scan's nonce is its key (R21)."""
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    await scene.scan((await scene.book(context)).code, context, "nonce")
    before = await everything()
    with pytest.raises(KeyReusedError):
        await scene.scan(theirs.code, context, "nonce")
    assert await everything() == before


async def test_a_retry_may_be_read_otherwise_than_the_first_try(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    first = await scene.scan(reservation.code, context, "nonce")
    assert await scene.scan(in_groups(str(reservation.code)).lower(), context, "nonce") == first


async def test_every_scan_leaves_one_row_and_a_retry_none(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    for code, nonce in ((reservation.code, "one"), (reservation.code, "two"), ("?", "three"), ("?", "three")):
        await scene.scan(code, context, nonce)
    rows = await ScanAttempt.select(ScanAttempt.verdict).order_by(ScanAttempt.id)
    assert [row["verdict"] for row in rows] == ["ok", "already_checked_in", "unknown_code"]


async def test_two_kiosks_nonces_do_not_meet(scene: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    back_door = actors.kiosk((await add_kiosk(scene.studio_id, "Back door")).id, scene.studio_id)
    mine = await scene.scan((await scene.book(context)).code, context, "nonce")
    other = await scan(scan_of(theirs.code, context, "nonce"), back_door, context)
    assert (mine.verdict, other.verdict) == ("ok", "ok")
    assert other.reservation_id == theirs.id
