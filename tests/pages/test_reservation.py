"""A reservation's page in each of its states, and what can be done there."""

from datetime import UTC, datetime, timedelta

import pytest

from server.rules.door_code import door_code_at
from server.rules.pass_code import in_groups
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.tables.courses import ClassSession
from server.tables.reservations import SessionReservation
from tests.builders import KEYS, STARTS_AT, add_reservation, add_session, sign_in_customer
from tests.movable_clock import MovableClock
from tests.pages.visitor import Visitor
from tests.readings import punches_left, status_of
from tests.scene import Scene, moved, open_scene

PAGE = "/reservations/1"
TWO_HOURS = timedelta(hours=2)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (STARTS_AT - timedelta(days=7), "Mon 2 Mar Pottery 16:00\N{EN DASH}18:00"),
        (STARTS_AT - timedelta(days=7), "Check-in opens Mon 2 Mar at 14:00"),
        (STARTS_AT - timedelta(days=1), "Tomorrow, Mon 2 Mar Pottery"),
        (STARTS_AT - timedelta(days=1), "Check-in opens tomorrow at 14:00"),
        (STARTS_AT - TWO_HOURS - SECOND, "Check-in opens today at 14:00"),
        (STARTS_AT - TWO_HOURS, "Check-in is open until 18:00"),
        (STARTS_AT + TWO_HOURS, "Check-in is open until 18:00"),
        (STARTS_AT + TWO_HOURS + SECOND, "Check-in closed today at 18:00 Please ask the staff."),
    ],
)
async def test_the_window_is_told_in_the_studios_time(
    ana: Visitor, scene: Scene, clock: MovableClock, now: datetime, words: str
) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    clock.set(now)
    assert words in (await ana.open(PAGE)).page.text


async def test_the_qr_stands_over_its_letters_in_groups_of_four(ana: Visitor, scene: Scene) -> None:
    made = await add_reservation(scene.pass_id, scene.session_id)
    seen = await ana.open(PAGE)
    assert in_groups(made.code) in seen.page.text
    assert "Turn up your screen's brightness." in seen.page.text
    picture = await ana.client.get(seen.page.pictures[0])
    assert picture.headers["content-type"].startswith("image/svg+xml")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ReservationStatus.CHECKED_IN, "You are checked in. Enjoy the class!"),
        (ReservationStatus.ATTENDED, "You were there. See you next time!"),
        (ReservationStatus.CANCELLED, "This booking was cancelled. No punch was taken. Book again"),
        (
            ReservationStatus.AUTO_CANCELLED,
            "A class was missed, so the bookings after it were released. No punch was taken for this one. Book again",
        ),
    ],
)
async def test_what_is_settled_shows_no_qr_and_says_so_kindly(
    ana: Visitor, scene: Scene, status: ReservationStatus, words: str
) -> None:
    await add_reservation(scene.pass_id, scene.session_id, status)
    seen = await ana.open(PAGE)
    assert words in seen.page.text
    assert seen.page.pictures == []
    assert "Check in now" not in seen.page.text


async def test_a_missed_class_can_still_be_scanned_while_its_window_is_open(
    ana: Visitor, scene: Scene, clock: MovableClock
) -> None:
    await add_reservation(scene.pass_id, scene.session_id, ReservationStatus.NO_SHOW)
    seen = await ana.open(PAGE)
    assert "Are you here? You can still check in until 18:00." in seen.page.text
    assert seen.page.pictures != []
    clock.set(STARTS_AT + TWO_HOURS + SECOND)
    seen = await ana.open(PAGE)
    assert "This class was missed. If you were there, please tell the studio. Book again" in seen.page.text
    assert seen.page.pictures == []


async def test_a_late_comer_is_led_to_the_staff_and_not_to_the_scanner(
    ana: Visitor, scene: Scene, clock: MovableClock
) -> None:
    """A class of four hours goes on when its window has closed; the kiosk would refuse the code."""
    long = await add_session(scene.course_id, STARTS_AT, length=2 * TWO_HOURS)
    await add_reservation(scene.pass_id, long)
    clock.set(STARTS_AT + TWO_HOURS)
    assert (await ana.open(PAGE)).page.pictures != []
    clock.set(STARTS_AT + TWO_HOURS + SECOND)
    seen = await ana.open(PAGE)
    assert "Please ask the staff." in seen.page.text
    assert seen.page.pictures == []


async def test_a_class_that_the_studio_cancelled_names_the_studio(
    ana: Visitor, scene: Scene, clock: MovableClock
) -> None:
    await add_reservation(scene.pass_id, scene.session_id, ReservationStatus.CANCELLED)
    await ClassSession.update({ClassSession.cancelled_at: clock.now()}).where(ClassSession.id == scene.session_id)
    assert "The studio has cancelled this class. No punch was taken." in (await ana.open(PAGE)).page.text


async def test_checking_in_from_the_phone_takes_a_punch_once(ana: Visitor, scene: Scene) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    form = (await ana.open(PAGE)).page.form_to(f"{PAGE}/check-in")
    seen = await ana.send(form)
    assert seen.path == f"{PAGE}?said=checked-in"
    assert "You are checked in since 15:00. Enjoy the class!" in seen.page.text
    again = await ana.send(form)
    assert (again.status, again.page.alerts) == (409, ["You are checked in already."])
    assert await punches_left(scene.pass_id) == 7


async def test_outside_the_window_there_is_nothing_to_tap_and_a_forced_form_is_refused(
    ana: Visitor, scene: Scene, clock: MovableClock
) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    form = (await ana.open(PAGE)).page.form_to(f"{PAGE}/check-in")
    clock.set(STARTS_AT - TWO_HOURS - SECOND)
    assert "Check in now" not in (await ana.open(PAGE)).page.text
    assert (await ana.send(form)).page.alerts == ["Check-in for this class opens today at 14:00."]
    assert await status_of(1) is ReservationStatus.PENDING


async def test_a_studio_that_takes_no_phones_shows_no_button(database: None, nobody: Visitor) -> None:
    await _signed_in_scene(nobody, {"phone_check_in": "off"})
    seen = await nobody.open(PAGE)
    assert "Check in now" not in seen.page.text
    assert seen.page.pictures != []


async def test_the_door_code_is_asked_for_and_a_wrong_one_stays_in_the_field(
    database: None, nobody: Visitor, context: Context
) -> None:
    scene = await _signed_in_scene(nobody, {"phone_check_in": "door_code"})
    form = (await nobody.open(PAGE)).page.form_to(f"{PAGE}/check-in")
    right = door_code_at(KEYS.door_code, scene.studio_id, context.now())
    wrong = "000000" if right != "000000" else "111111"
    seen = await nobody.send(form, door_code=wrong)
    assert seen.status == 409
    assert seen.page.form_to(f"{PAGE}/check-in").fields["door_code"] == wrong
    assert (await nobody.send(form, door_code=right)).path == f"{PAGE}?said=checked-in"


async def test_cancelling_asks_once_says_the_price_and_frees_the_seat(ana: Visitor, scene: Scene) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    asking = await ana.open((await ana.open(PAGE)).page.links["Cancel this booking"])
    assert "Kiln & Co · New York time" in asking.page.text
    assert "Pottery, today at 16:00 It costs you nothing: no punch is taken" in asking.page.text
    assert asking.page.links["Keep it"] == PAGE
    assert await status_of(1) is ReservationStatus.PENDING
    form = asking.page.form_to(f"{PAGE}/cancel")
    for _ in range(2):
        seen = await ana.send(form)
        assert seen.path == f"{PAGE}?said=cancelled"
        assert "This booking was cancelled today at 15:00. No punch was taken." in seen.page.text
    assert "10 seats left" in (await ana.open("/book")).page.text


async def test_from_the_start_on_nothing_can_be_cancelled(ana: Visitor, scene: Scene, clock: MovableClock) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    form = (await ana.open(f"{PAGE}/cancel")).page.form_to(f"{PAGE}/cancel")
    clock.set(STARTS_AT)
    assert "Cancel this booking" not in (await ana.open(PAGE)).page.links
    assert (await ana.open(f"{PAGE}/cancel")).path == PAGE
    refused = await ana.send(form)
    assert (refused.status, refused.page.alerts) == (
        409,
        ["This class has already started. Please ask the studio."],
    )
    assert await status_of(1) is ReservationStatus.PENDING


async def test_a_new_code_is_shown_and_the_old_one_leads_nowhere(ana: Visitor, scene: Scene) -> None:
    old = (await add_reservation(scene.pass_id, scene.session_id)).code
    seen = await ana.send((await ana.open(PAGE)).page.form_to(f"{PAGE}/code"))
    assert seen.page.alerts == ["This is your new code. The one before does not open the door any more."]
    assert in_groups(old) not in seen.page.text
    assert "it was replaced by a newer code" in (await ana.open(f"/c/{old}")).page.text


async def test_a_picture_that_cannot_be_drawn_offers_a_new_code(ana: Visitor, scene: Scene) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    await SessionReservation.update({SessionReservation.code_hash: "of another secret"}).where(
        SessionReservation.id == 1
    )
    seen = await ana.open(PAGE)
    assert "The picture of your code is lost" in seen.page.text
    assert seen.page.pictures == []
    assert (await ana.send(seen.page.form_to(f"{PAGE}/code"))).page.pictures != []


async def test_what_a_page_says_comes_from_a_closed_list(ana: Visitor, scene: Scene) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    seen = await ana.open(f"{PAGE}?said=You+won!")
    assert (seen.status, seen.page.alerts) == (200, [])


@pytest.mark.parametrize(
    "call", ["GET /", "GET /cancel", "POST /cancel", "POST /code", "POST /check-in", "GET /qr.svg at the API"]
)
async def test_the_reservation_of_another_does_not_exist(ana: Visitor, scene: Scene, call: str) -> None:
    _, pass_id = await scene.add_neighbour()
    theirs = await add_reservation(pass_id, scene.session_id)
    method, place, *at_api = call.split(maxsplit=2)
    address = f"{'/api' if at_api else ''}/reservations/{theirs.id}{place.removesuffix('/')}"
    proof = (await ana.open("/book")).page.form_to("/book").fields["_csrf_token"]
    response = await ana.client.request(method, address, data={"_csrf_token": proof})
    assert response.status_code == 404
    assert await status_of(theirs.id) is ReservationStatus.PENDING


async def test_an_arrival_can_be_undone_and_shows_its_qr_again(ana: Visitor, scene: Scene) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    await moved(1, ReservationStatus.CHECKED_IN, datetime(2026, 3, 2, 20, tzinfo=UTC))
    assert (await ana.open(PAGE)).page.pictures == []
    await moved(1, ReservationStatus.PENDING, datetime(2026, 3, 2, 20, tzinfo=UTC))
    assert (await ana.open(PAGE)).page.pictures != []


async def _signed_in_scene(visitor: Visitor, settings: dict[str, object]) -> Scene:
    scene = await open_scene(settings=settings)
    await add_reservation(scene.pass_id, scene.session_id)
    visitor.sign_in(await sign_in_customer(scene.customer_id))
    return scene
