"""What a kiosk kept while it was offline is judged by the instant of the scan, once, and never thrown away (R37)."""

from datetime import datetime, timedelta

import pytest

from server.contract.reservations import UndoRequest
from server.contract.uploads import UploadRequest
from server.rules.vocabulary import InboxKind, Refusal, ReservationStatus, UploadOutcome
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.context import Context
from server.services.door.staff_check_in import undo_check_in
from server.services.door.uploads import upload
from server.services.outcomes import NotFoundError
from server.tables.kiosks import ScanAttempt
from server.tables.passes import ClassRegistration
from tests.absences import HOUR, SECOND
from tests.builders import STARTS_AT, add_session
from tests.movable_clock import MovableClock
from tests.readings import Event, events_of, everything, punches_left, reservation_row, status_of
from tests.scene import Scene, agreed, booked, moved, open_scene
from tests.services.door.scan_flaws import FLAWS, Flaw
from tests.uploads import SCANNED_AT, inbox, kept, uploaded, uploaded_one

PENDING, CHECKED_IN, ATTENDED, NO_SHOW, CANCELLED, AUTO_CANCELLED = ReservationStatus
IN_CLASS = STARTS_AT + HOUR


async def test_a_scan_that_comes_while_the_class_runs_checks_in_at_its_own_instant(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(IN_CLASS)
    result = await uploaded_one(scene, context, kept(reservation.code))
    assert (result.outcome, result.verdict, result.reservation_id) == (UploadOutcome.CHECKED_IN, "ok", reservation.id)
    row = await reservation_row(reservation.id)
    assert (row["status"], row["checked_in_at"], row["check_in_method"]) == ("CHECKED_IN", SCANNED_AT, "OFFLINE")
    assert (row["checked_in_by"], row["checked_in_kiosk_id"]) == ("CUSTOMER", scene.kiosk_id)
    assert await punches_left(scene.pass_id) == 7
    assert await inbox(scene) == []


async def test_its_history_says_when_it_was_scanned_and_when_it_came(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(IN_CLASS)
    await uploaded_one(scene, context, kept(reservation.code))
    kiosk, why = f"kiosk:{scene.kiosk_id}", "Scanned Mon 2 Mar 2026, 15:00, while the kiosk was offline"
    assert (await events_of(reservation.id))[-1] == Event("PENDING", "CHECKED_IN", kiosk, "KIOSK", why)
    [attempt] = await ScanAttempt.select()
    assert (attempt["scanned_at"], attempt["received_at"], attempt["uploaded_at"]) == (SCANNED_AT, IN_CLASS, IN_CLASS)
    assert (attempt["verdict"], attempt["door_verdict"], attempt["source"]) == ("ok", "ok", "reader")


@pytest.mark.parametrize(("flaw", "expected"), FLAWS, ids=[flaw.__name__ for flaw, _ in FLAWS])
@pytest.mark.parametrize("door", ["ok", "too_late"])
async def test_the_door_and_a_late_upload_give_the_same_verdict(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, expected: Refusal, door: str
) -> None:
    """R27, as of the instant of the scan; a refusal changes nothing but its row and, after a yes, the inbox."""
    reservation = await scene.book(context)
    await flaw(scene, reservation.id, context, clock)
    scanned_at = context.now()
    clock.advance(9 * HOUR)
    before = await everything()
    result = await uploaded_one(scene, context, kept(reservation.code, at=scanned_at, verdict=door))
    assert (result.verdict, result.reservation_id) == (expected, reservation.id)
    after = await everything()
    assert [len(after.pop(name)) - len(before.pop(name)) for name in ("scan_attempt", "inbox_item")] == [
        1,
        door == "ok" and expected is not Refusal.ALREADY_CHECKED_IN,
    ]
    assert after == before


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(-2 * 3600 - 1, "too_early"), (-2 * 3600, "ok"), (2 * 3600, "ok"), (2 * 3600 + 1, "too_late")],
)
async def test_the_window_is_that_of_the_scan_and_not_of_the_upload(
    scene: Scene, context: Context, clock: MovableClock, seconds: int, verdict: str
) -> None:
    reservation = await scene.book(context)
    clock.set(STARTS_AT + 8 * HOUR)
    item = kept(reservation.code, at=STARTS_AT + timedelta(seconds=seconds))
    assert (await uploaded_one(scene, context, item)).verdict == verdict


async def test_the_clocks_offset_counts(scene: Scene, context: Context, clock: MovableClock) -> None:
    """The kiosk's clock was a day behind: what it calls Sunday was Monday, inside the window."""
    reservation = await scene.book(context)
    clock.set(IN_CLASS)
    day = timedelta(days=1)
    item = kept(reservation.code, at=SCANNED_AT - day, clock_offset_ms=int(day.total_seconds() * 1000))
    assert (await uploaded_one(scene, context, item)).outcome is UploadOutcome.CHECKED_IN
    assert (await reservation_row(reservation.id))["checked_in_at"] == SCANNED_AT


async def test_a_clock_that_is_a_little_ahead_checks_in_now(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    item = kept(reservation.code, at=context.now() + timedelta(minutes=5))
    assert (await uploaded_one(scene, context, item)).outcome is UploadOutcome.CHECKED_IN
    assert (await reservation_row(reservation.id))["checked_in_at"] == context.now()


@pytest.mark.parametrize("away", [timedelta(hours=-72, seconds=-1), timedelta(minutes=5, seconds=1)])
async def test_what_is_too_old_or_in_the_future_is_not_judged_and_goes_to_the_inbox(
    scene: Scene, context: Context, away: timedelta
) -> None:
    reservation = await scene.book(context)
    item = kept(reservation.code, at=context.now() + away)
    result = await uploaded_one(scene, context, item)
    assert (result.outcome, result.verdict) == (UploadOutcome.INBOX, "not_judged")
    assert await status_of(reservation.id) is PENDING
    [waiting] = await inbox(scene)
    assert (waiting.kind, waiting.reservation_id) == (InboxKind.LATE_UPLOAD, reservation.id)
    assert waiting.scanned_at == item.scanned_at
    assert "too long ago, or in the future" in waiting.reason


async def test_the_studio_says_for_how_long_a_scan_can_be_judged(database: None, context: Context) -> None:
    scene = await open_scene(settings={"offline_max_hours": 1})
    reservation = await scene.book(context)
    late, later = [kept(reservation.code, str(n), at=context.now() - HOUR - n * SECOND) for n in (0, 1)]
    assert [r.verdict for r in await uploaded(scene, context, late, later)] == ["ok", "not_judged"]


async def test_a_good_scan_of_a_booking_that_was_cancelled_meanwhile_goes_to_the_inbox(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    await cancel(reservation.id, scene.customer, context)
    clock.set(IN_CLASS)
    result = await uploaded_one(scene, context, kept(reservation.code))
    assert (result.outcome, result.verdict) == (UploadOutcome.INBOX, "cancelled")
    [waiting] = await inbox(scene)
    assert (waiting.customer_name, waiting.course_name, waiting.scanned_at) == ("Ana Ruiz", "Pottery", SCANNED_AT)
    assert waiting.reason == result.reason
    assert waiting.reason == (
        "Let in at the door while the kiosk was offline, Mon 2 Mar 2026, 15:00."
        " Not checked in: The reservation is cancelled."
    )


@pytest.mark.parametrize("text", ["BCDEFGHIJKLNPRSTUVXBCDEFG", "WIFI:S:kiln;;", "", "x" * 5000])
async def test_an_unknown_code_that_was_kept_goes_to_the_inbox_and_one_that_was_refused_does_not(
    scene: Scene, context: Context, text: str
) -> None:
    amber, refused = kept(text, "amber", verdict="kept"), kept(text, "no", verdict="unknown_code")
    results = await uploaded(scene, context, amber, refused)
    assert [(r.verdict, r.outcome) for r in results] == [
        ("unknown_code", UploadOutcome.INBOX),
        ("unknown_code", UploadOutcome.REFUSED),
    ]
    [waiting] = await inbox(scene)
    assert (waiting.reservation_id, waiting.reason) == (None, results[0].reason)
    assert len(await ScanAttempt.select()) == 2


@pytest.mark.parametrize("at", [SCANNED_AT, SCANNED_AT - timedelta(days=9)])
async def test_another_studios_code_is_unknown_and_shows_nobody(scene: Scene, context: Context, at: datetime) -> None:
    elsewhere = await open_scene()
    theirs = await elsewhere.book(context)
    result = await uploaded_one(scene, context, kept(theirs.code, at=at))
    assert (result.outcome, result.reservation_id) == (UploadOutcome.INBOX, None)
    assert await status_of(theirs.id) is PENDING
    [waiting] = await inbox(scene)
    assert waiting.customer_name is None


@pytest.mark.parametrize(("minutes", "verdict"), [(0, "revoked_code"), (1, "ok")])
async def test_a_code_is_good_until_the_instant_in_which_it_was_replaced(
    scene: Scene, context: Context, clock: MovableClock, minutes: int, verdict: str
) -> None:
    reservation = await scene.book(context)
    clock.advance(timedelta(minutes=minutes))
    await issue_new_code(reservation.id, scene.customer, context)
    assert (await uploaded_one(scene, context, kept(reservation.code))).verdict == verdict


async def test_a_taken_offer_checks_todays_class_in(scene: Scene, context: Context) -> None:
    """R28."""
    today = await scene.book(context)
    thursday = await scene.book(context, await add_session(scene.course_id, STARTS_AT + timedelta(days=3)))
    result = await uploaded_one(scene, context, kept(thursday.code, offer_reservation_id=today.id))
    assert (result.outcome, result.reservation_id) == (UploadOutcome.CHECKED_IN, today.id)
    assert await status_of(thursday.id) is PENDING


async def test_who_was_checked_in_by_the_desk_meanwhile_is_there_already(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    clock.set(IN_CLASS)
    await moved(reservation.id, CHECKED_IN, context.now())
    before = await events_of(reservation.id)
    result = await uploaded_one(scene, context, kept(reservation.code))
    assert (result.outcome, result.verdict) == (UploadOutcome.ALREADY, "already_checked_in")
    assert (await events_of(reservation.id), await punches_left(scene.pass_id)) == (before, 7)


async def test_what_staff_took_back_after_the_scan_stays_taken_back(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """The second scan was "already" when it was made, and says nothing new."""
    reservation = await scene.book(context)
    await scene.scan(reservation.code, context, "online")
    clock.advance(HOUR)
    again = context.now()
    clock.advance(SECOND)
    agreed(await undo_check_in(reservation.id, UndoRequest(), scene.staff, context))
    result = await uploaded_one(scene, context, kept(reservation.code, at=again, verdict="already_checked_in"))
    assert result.outcome is UploadOutcome.ALREADY
    assert (await status_of(reservation.id), await punches_left(scene.pass_id)) == (PENDING, 8)


async def test_a_newer_kiosks_words_are_taken(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await ClassRegistration.update({ClassRegistration.cancelled_at: context.now()}).where(
        ClassRegistration.id == scene.pass_id
    )
    item = kept(reservation.code, source="a reader of the year 2031", verdict="green_from_afar")
    assert (await uploaded_one(scene, context, item)).outcome is UploadOutcome.INBOX
    [attempt] = await ScanAttempt.select()
    assert attempt["source"] == "a reader of the "


async def test_a_batch_is_settled_in_its_order(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    results = await uploaded(
        scene, context, kept(reservation.code, "one"), kept(theirs.code, "two"), kept(reservation.code, "three")
    )
    assert [r.nonce for r in results] == ["_____one", "_____two", "___three"]
    assert [r.outcome for r in results] == [UploadOutcome.CHECKED_IN, UploadOutcome.CHECKED_IN, UploadOutcome.ALREADY]
    assert await uploaded(scene, context) == []


async def test_only_a_kiosk_uploads(scene: Scene, context: Context) -> None:
    with pytest.raises(NotFoundError, match="kiosk"):
        await upload(UploadRequest(items=[]), scene.staff, context)
