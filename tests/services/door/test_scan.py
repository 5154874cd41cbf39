"""A scan at the door: yes takes a punch and says welcome, no says why, and every scan leaves a row (R24, R27)."""

import pytest

from server.contract.scan import ScanSource
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.context import Context
from server.services.door.scan import scan
from server.services.outcomes import NotFoundError
from server.tables.courses import ClassSession
from tests.app_fixtures import PUBLIC_URL
from tests.builders import STARTS_AT, TWO_HOURS
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    Punch,
    events_of,
    ledger_of,
    punches_left,
    reservation_row,
    seats_taken,
    statements,
    status_of,
)
from tests.scene import Scene, booked, moved, open_scene, scan_of
from tests.services.door.scan_flaws import cancelled_by_the_studio, given_up, replaced, the_pass_was_shortened


async def test_a_good_scan_checks_in_and_says_welcome(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    verdict = await scene.scan(reservation.code, context, "first")
    assert verdict.verdict == "ok"
    assert verdict.message == "Welcome, Ana R. Pottery starts at 16:00."
    assert (verdict.reservation_id, verdict.display_name, verdict.course_name) == (reservation.id, "Ana R.", "Pottery")
    assert (verdict.starts_at, verdict.ends_at) == (STARTS_AT, STARTS_AT + TWO_HOURS)
    assert (verdict.checked_in_at, verdict.sessions_remaining) == (context.now(), 7)
    assert verdict.offer is None


async def test_a_good_scan_writes_who_came_where_and_how(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await scene.scan(reservation.code, context, "first")
    row = await reservation_row(reservation.id)
    assert (row["status"], row["checked_in_at"], row["checked_in_by"]) == ("CHECKED_IN", context.now(), "CUSTOMER")
    assert (row["checked_in_kiosk_id"], row["checked_in_staff"], row["check_in_method"]) == (scene.kiosk_id, None, "QR")
    assert (await events_of(reservation.id))[-1] == Event(
        "PENDING", "CHECKED_IN", f"kiosk:{scene.kiosk_id}", "KIOSK", None
    )


async def test_a_good_scan_takes_one_punch_of_that_pass_and_no_seat(scene: Scene, context: Context) -> None:
    _, neighbours_pass = await scene.add_neighbour()
    reservation = await scene.book(context)
    await scene.scan(reservation.code, context, "first")
    kiosk = f"kiosk:{scene.kiosk_id}"
    assert await ledger_of(scene.pass_id) == [Punch("CHECK_IN", -1, reservation.id, kiosk, None, live=True)]
    assert (await punches_left(scene.pass_id), await punches_left(neighbours_pass)) == (7, 8)
    assert await seats_taken(scene.session_id) == 1


async def test_the_neighbour_in_the_same_class_is_not_checked_in(scene: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    await scene.scan((await scene.book(context)).code, context, "first")
    assert await status_of(theirs.id) is ReservationStatus.PENDING


@pytest.mark.parametrize("pass_type", [PassType.UNLIMITED_SERIES, PassType.FULL_COURSE])
async def test_a_pass_without_punches_is_checked_in_without_one(
    database: None, context: Context, pass_type: PassType
) -> None:
    scene = await open_scene(pass_type=pass_type)
    verdict = await scene.scan((await scene.book(context)).code, context, "first")
    assert (verdict.verdict, verdict.sessions_remaining) == ("ok", None)
    assert await ledger_of(scene.pass_id) == []


@pytest.mark.parametrize(
    ("source", "method"), [(ScanSource.READER, "QR"), (ScanSource.CAMERA, "QR"), (ScanSource.TYPED, "CODE")]
)
async def test_the_method_is_how_the_text_came_in(
    scene: Scene, context: Context, source: ScanSource, method: str
) -> None:
    reservation = await scene.book(context)
    asked = scan_of(reservation.code, context, "first")
    asked.source = source
    await scan(asked, scene.kiosk, context)
    assert (await reservation_row(reservation.id))["check_in_method"] == method


@pytest.mark.parametrize("text", [PUBLIC_URL.upper() + "/C/{}\r", "{}\t", "xx{}"])
async def test_a_code_is_found_at_the_end_of_whatever_the_reader_types(
    scene: Scene, context: Context, text: str
) -> None:
    reservation = await scene.book(context)
    assert (await scene.scan(text.format(reservation.code), context, "first")).verdict == "ok"


async def test_a_full_class_is_no_reason_at_the_door(scene: Scene, context: Context) -> None:
    """A seat that is reserved is a seat (R25)."""
    reservation = await scene.book(context)
    await ClassSession.update({ClassSession.capacity: 1}).where(ClassSession.id == scene.session_id)
    assert (await scene.scan(reservation.code, context, "first")).verdict == "ok"


async def test_a_no_show_inside_the_window_is_checked_in_with_one_punch(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.NO_SHOW, context.now())
    assert await punches_left(scene.pass_id) == 7
    verdict = await scene.scan(reservation.code, context, "first")
    assert (verdict.verdict, verdict.sessions_remaining) == ("ok", 7)
    assert await punches_left(scene.pass_id) == 7
    assert [(p.kind, p.delta, p.live) for p in await ledger_of(scene.pass_id)] == [
        ("NO_SHOW", -1, False),
        ("REVERSAL", 1, True),
        ("CHECK_IN", -1, True),
    ]
    assert (await reservation_row(reservation.id))["no_show_detected_at"] is None


async def test_the_last_punch_that_a_no_show_took_counts_as_there(database: None, context: Context) -> None:
    scene = await open_scene(punches=1)
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.NO_SHOW, context.now())
    assert await punches_left(scene.pass_id) == 0
    assert (await scene.scan(reservation.code, context, "first")).verdict == "ok"
    assert await punches_left(scene.pass_id) == 0


async def test_a_no_show_is_not_asked_for_its_passs_validity(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.NO_SHOW, context.now())
    await the_pass_was_shortened(scene, reservation.id, context, clock)
    assert (await scene.scan(reservation.code, context, "first")).verdict == "ok"


async def test_a_replaced_code_is_revoked_before_anything_else_is_asked(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    for flaw in (replaced, given_up, cancelled_by_the_studio):
        await flaw(scene, reservation.id, context, clock)
    assert (await scene.scan(reservation.code, context, "first")).verdict == "revoked_code"


async def test_only_a_kiosk_scans(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    with pytest.raises(NotFoundError, match="kiosk"):
        await scan(scan_of(reservation.code, context, "first"), scene.customer, context)


async def test_a_first_scan_asks_twelve_statements_at_most(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    with statements() as asked:
        await scene.scan(reservation.code, context, "first")
    assert len(asked) <= 12
