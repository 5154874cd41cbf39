"""The same upload again, the same scan online before, and what breaks: one answer for each nonce (R26, R37)."""

import pytest

from server.contract.uploads import UploadItem
from server.rules.vocabulary import ReservationStatus, UploadOutcome
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.tables.kiosks import ScanAttempt
from server.tables.passes import ClassRegistration
from server.tables.reservations import SessionReservation
from tests.absences import HOUR
from tests.builders import STARTS_AT
from tests.movable_clock import MovableClock
from tests.readings import everything, ledger_of, punches_left, status_of
from tests.scene import Scene, booked, moved
from tests.uploads import inbox, kept, uploaded, uploaded_one
from tests.written_log import WrittenLog


async def test_a_batch_whose_answer_was_lost_gets_it_again_and_changes_nothing(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation, items = await a_batch(scene, context)
    clock.set(STARTS_AT + HOUR)
    first = await uploaded(scene, context, *items)
    assert {result.outcome for result in first} == {UploadOutcome.CHECKED_IN, *list(UploadOutcome)[2:5]}
    before = await everything()
    clock.advance(HOUR)
    assert await uploaded(scene, context, *items) == first
    assert await uploaded(scene, context, *reversed(items)) == first[::-1]
    assert await everything() == before
    assert await punches_left(scene.pass_id) == 7
    assert await status_of(reservation) is ReservationStatus.CHECKED_IN


async def test_an_online_scan_whose_answer_was_lost_takes_no_second_punch(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """It reached the server after all: what comes later is the same scan."""
    reservation = await scene.book(context)
    await scene.scan(reservation.code, context, "first")
    clock.set(STARTS_AT + HOUR)
    ledger = await ledger_of(scene.pass_id)
    result = await uploaded_one(scene, context, kept(reservation.code, "first"))
    assert (result.outcome, result.verdict, result.reservation_id) == (UploadOutcome.CHECKED_IN, "ok", reservation.id)
    assert await ledger_of(scene.pass_id) == ledger
    [attempt] = await ScanAttempt.select()
    assert (attempt["door_verdict"], attempt["uploaded_at"]) == ("ok", context.now())


async def test_an_online_scan_that_comes_after_its_upload_gets_the_verdict_of_the_upload(
    scene: Scene, context: Context
) -> None:
    reservation = await scene.book(context)
    await uploaded_one(scene, context, kept(reservation.code, "first"))
    assert (await scene.scan(reservation.code, context, "first")).verdict == "ok"
    assert await punches_left(scene.pass_id) == 7


@pytest.mark.parametrize(("door", "waiting"), [("ok", 1), ("kept", 1), ("pass_not_valid", 0)])
async def test_whom_the_server_had_refused_and_the_door_let_in_a_person_looks_at_once(
    scene: Scene, context: Context, door: str, waiting: int
) -> None:
    """The first verdict stands (R26), though the pass is good again by now."""
    reservation = await scene.book(context)
    await cancelled_pass(scene, context, is_cancelled=True)
    await scene.scan(reservation.code, context, "first")
    await cancelled_pass(scene, context, is_cancelled=False)
    results = [await uploaded_one(scene, context, kept(reservation.code, "first", verdict=door)) for _ in range(2)]
    assert results[0] == results[1]
    assert results[0].outcome is (UploadOutcome.INBOX if waiting else UploadOutcome.REFUSED)
    assert [item.reservation_id for item in await inbox(scene)] == [reservation.id] * waiting
    assert await status_of(reservation.id) is ReservationStatus.PENDING


async def test_a_nonce_of_another_scan_is_not_judged_and_a_person_looks_at_it_once(
    scene: Scene, context: Context
) -> None:
    """R21: online it would be 422; nothing that was scanned is thrown away."""
    reservation = await scene.book(context)
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    mine, other = kept(reservation.code, "nonce"), kept(theirs.code, "nonce")
    results = await uploaded(scene, context, mine, other, other, mine)
    assert [r.outcome.value for r in results] == ["checked_in", "inbox", "inbox", "checked_in"]
    assert [(r.nonce, r.verdict) for r in results[1:3]] == [("___nonce", "not_judged")] * 2
    assert await status_of(theirs.id) is ReservationStatus.PENDING
    [waiting] = await inbox(scene)
    assert "two different scans as one" in waiting.reason
    assert len(await ScanAttempt.select()) == 2


async def test_one_broken_scan_harms_no_other_and_a_person_gets_to_know_of_it(
    scene: Scene, context: Context, clock: MovableClock, log: WrittenLog
) -> None:
    broken, good = await broken_and_good(scene, context, clock)
    results = await uploaded(scene, context, broken, good)
    assert [(r.outcome.value, r.verdict) for r in results] == [("inbox", "not_judged"), ("checked_in", "ok")]
    [waiting] = await inbox(scene)
    assert waiting.reason == results[0].reason
    assert len(log.lines_of("upload.failed")) == 1
    before = await everything()
    assert await uploaded(scene, context, broken, good) == results
    assert await everything() == before


async def test_what_cannot_even_be_kept_is_put_off(scene: Scene, context: Context) -> None:
    """The kiosk has it still, and sends it again."""
    reservation = await scene.book(context)
    await ScanAttempt.raw("ALTER TABLE scan_attempt RENAME TO scan_attempt_away")
    try:
        result = await uploaded_one(scene, context, kept(reservation.code))
    finally:
        await ScanAttempt.raw("ALTER TABLE scan_attempt_away RENAME TO scan_attempt")
    assert (result.outcome, result.verdict) == (UploadOutcome.LATER, "not_judged")
    assert (await uploaded_one(scene, context, kept(reservation.code))).outcome is UploadOutcome.CHECKED_IN


async def a_batch(scene: Scene, context: Context) -> tuple[int, list[UploadItem]]:
    """One of every outcome that a batch of a running class can have."""
    reservation = await scene.book(context)
    neighbour, neighbours_pass = await scene.add_neighbour()
    given_up = await booked(neighbours_pass, scene.session_id, neighbour, context)
    await cancel(given_up.id, neighbour, context)
    return reservation.id, [
        kept(reservation.code, "one"),
        kept(reservation.code, "two"),
        kept(given_up.code, "three"),
        kept("?", "four", verdict="unknown_code"),
    ]


async def broken_and_good(scene: Scene, context: Context, clock: MovableClock) -> tuple[UploadItem, UploadItem]:
    """A good booking, and a released one that names its owner as its customer while its pass is somebody else's."""
    released = await scene.book(context)
    neighbour, neighbours_pass = await scene.add_neighbour()
    good = await booked(neighbours_pass, scene.session_id, neighbour, context)
    clock.advance(HOUR)
    await moved(released.id, ReservationStatus.AUTO_CANCELLED, context.now())
    table = SessionReservation
    await table.update({table.customer: neighbour.customer_id}).where(table.id == released.id)
    return kept(released.code, "broken"), kept(good.code, "good")


async def cancelled_pass(scene: Scene, context: Context, *, is_cancelled: bool) -> None:
    table = ClassRegistration
    at = context.now() if is_cancelled else None
    await table.update({table.cancelled_at: at}).where(table.id == scene.pass_id)
