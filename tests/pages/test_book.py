"""The book page: what a pass can book, and a plain sentence where it cannot (R13-R18)."""

from datetime import date, timedelta

import pytest

from server.rules.vocabulary import PassType, ReservationStatus
from server.services.context import Context
from tests.builders import STARTS_AT, add_course, add_customer, add_pass, add_session, add_step, sign_in_customer
from tests.movable_clock import MovableClock
from tests.pages.reserved import reserved
from tests.pages.visitor import Visitor
from tests.scene import Scene, booked, moved, open_scene

TOMORROW = STARTS_AT + timedelta(days=1)


async def test_the_page_opens_with_the_next_day_that_has_a_class(ana: Visitor, scene: Scene) -> None:
    seen = await ana.open("/book")
    assert "Kiln & Co · New York time" in seen.page.text
    assert "8 punches left" in seen.page.text
    assert "Today 16:00\N{EN DASH}18:00 Pottery 10 seats left Book" in seen.page.text


async def test_a_class_that_is_over_is_not_offered_and_the_next_day_opens(
    ana: Visitor, scene: Scene, clock: MovableClock
) -> None:
    await add_session(scene.course_id, TOMORROW)
    clock.set(STARTS_AT + timedelta(hours=2))
    seen = await ana.open("/book")
    assert "Tue 3 Mar 16:00" in seen.page.text
    today = await ana.open(f"/book?pass={scene.pass_id}&day=2026-03-02")
    assert "No classes for this pass on this day" in today.page.text


async def test_a_week_with_nothing_left_opens_the_next_one(ana: Visitor, scene: Scene, clock: MovableClock) -> None:
    await add_session(scene.course_id, STARTS_AT + timedelta(days=9))
    clock.set(STARTS_AT + timedelta(days=6))
    assert "9 Mar \N{EN DASH} 15 Mar" in (await ana.open("/book")).page.text
    clock.set(STARTS_AT + timedelta(days=10))
    assert "9 Mar \N{EN DASH} 15 Mar" in (await ana.open("/book")).page.text


async def test_a_class_that_has_started_says_so(ana: Visitor, scene: Scene, clock: MovableClock) -> None:
    clock.set(STARTS_AT)
    seen = await ana.open("/book?day=2026-03-02")
    assert "Started This class has already started. Please ask the studio." in seen.page.text
    assert seen.page.forms == []


async def test_booking_leads_to_the_reservation_with_its_qr(ana: Visitor, scene: Scene) -> None:
    seen = await ana.open("/book")
    answer = await ana.send(seen.page.form_to("/book"))
    assert answer.path == "/reservations/1?said=booked"
    assert answer.page.alerts == ["Booked: the seat is yours."]
    assert answer.page.pictures == ["/api/reservations/1/qr.svg"]


async def test_the_same_form_sent_twice_books_once_and_shows_the_seat_kindly(ana: Visitor, scene: Scene) -> None:
    form = (await ana.open("/book")).page.form_to("/book")
    await ana.send(form)
    again = await ana.send(form)
    assert again.path == "/reservations/1?said=already"
    assert again.page.alerts == ["You have a place in this class already: here it is."]
    assert await reserved() == [ReservationStatus.PENDING]


async def test_a_booked_class_leads_to_its_qr_instead_of_a_second_booking(
    ana: Visitor, scene: Scene, context: Context
) -> None:
    reservation = await scene.book(context)
    seen = await ana.open("/book")
    assert seen.page.links["Your QR"] == f"/reservations/{reservation.id}"
    assert seen.page.forms == []


async def test_a_class_that_one_has_come_to_promises_no_qr(ana: Visitor, scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.CHECKED_IN, context.now())
    seen = await ana.open("/book")
    assert seen.page.links["Your class"] == f"/reservations/{reservation.id}"
    assert "Your QR" not in seen.page.links


async def test_a_class_that_fills_meanwhile_is_refused_on_the_same_day_and_pass(
    ana: Visitor, scene: Scene, context: Context
) -> None:
    wednesday = await add_session(scene.course_id, TOMORROW + timedelta(days=1), capacity=1)
    day = f"/book?pass={scene.pass_id}&day=2026-03-04"
    form = (await ana.open(day)).page.form_to("/book")
    neighbour, pass_id = await scene.add_neighbour()
    await booked(pass_id, wednesday, neighbour, context)
    seen = await ana.send(form)
    assert seen.status == 409
    assert seen.page.alerts == ["This class is full."]
    assert "Wed 4 Mar 16:00" in seen.page.text
    assert "no seat left Full This class is full." in seen.page.text


async def test_a_reached_limit_is_said_once_for_all_classes(database: None, nobody: Visitor, context: Context) -> None:
    scene = await open_scene(max_advance_reservations=1)
    await scene.book(context)
    for hours in (24, 27):
        await add_session(scene.course_id, STARTS_AT + timedelta(hours=hours))
    nobody.sign_in(await sign_in_customer(scene.customer_id))
    seen = await nobody.open("/book?day=2026-03-03")
    assert seen.page.text.count("You have 1 of 1 classes booked ahead: cancel one or attend one.") == 1
    assert seen.page.text.count("Limit reached") == 2


async def test_a_makeup_class_offers_the_parts_that_can_be_booked_and_books_the_chosen_one(
    ana: Visitor, scene: Scene
) -> None:
    mugs = await add_course(scene.studio_id, "Mug Building")
    first = await add_step(mugs, 1, "Body")
    await add_step(mugs, 2, "Handle", required_sequence=True)
    await add_session(mugs, TOMORROW, is_makeup=True)
    pass_id = await add_pass(scene.customer_id, scene.studio_id, mugs)
    seen = await ana.open(f"/book?pass={pass_id}&day=2026-03-03")
    assert "Which part do you want to make up for? Body Book" in seen.page.text
    form = seen.page.form_to("/book")
    unchosen = await ana.send(form)
    assert unchosen.page.alerts == ["Choose the part that you want to make up for."]
    answer = await ana.send(form, part=str(first))
    assert answer.page.heading == "Mug Building · Body"


async def test_several_passes_can_be_chosen_and_the_day_stays(ana: Visitor, scene: Scene) -> None:
    other = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, pass_type=PassType.UNLIMITED_SERIES)
    seen = await ana.open("/book?day=2026-03-04")
    assert {f"/book?pass={one}&day=2026-03-04" for one in (other, scene.pass_id)} <= seen.page.hrefs


async def test_an_expired_pass_is_opened_only_by_its_own_address(ana: Visitor, scene: Scene) -> None:
    expired = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, valid_until=date(2026, 3, 1))
    assert "Expired" not in (await ana.open("/book")).page.text
    seen = await ana.open(f"/book?pass={expired}")
    assert "Your pass does not cover that date. The studio can help you with a pass that does." in seen.page.text


async def test_a_customer_without_a_pass_is_told_what_to_do_first(nobody: Visitor, scene: Scene) -> None:
    nobody.sign_in(await sign_in_customer(await add_customer(scene.studio_id, "Eva New")))
    seen = await nobody.open("/book")
    assert seen.status == 200
    assert "You have no pass yet Classes are booked with a pass. Ask the studio for one" in seen.page.text


async def test_the_week_of_another_month_can_be_opened_and_led_back_from(ana: Visitor, scene: Scene) -> None:
    seen = await ana.open(f"/book?pass={scene.pass_id}&week=2026-03-30")
    assert "30 Mar \N{EN DASH} 5 Apr" in seen.page.text
    assert f"/book?pass={scene.pass_id}&week=2026-03-23" in seen.page.hrefs
    this_week = await ana.open("/book")
    assert f"/book?pass={scene.pass_id}&week=2026-02-23" not in this_week.page.hrefs


@pytest.mark.parametrize(
    "query",
    [
        "day=0001-01-01",
        "day=9999-12-31",
        "week=1999-12-31",
        "day=today",
        "day=%00",
        "pass=0",
        "pass=99999999999",
        "pass=one",
    ],
)
async def test_odd_addresses_are_told_kindly(ana: Visitor, scene: Scene, query: str) -> None:
    seen = await ana.open(f"/book?{query}")
    assert seen.status == 422
    assert seen.page.heading == "That did not work"


@pytest.mark.parametrize("day", ["2000-01-01", "2100-12-31"])
async def test_the_first_and_the_last_date_of_the_contract_are_only_empty_days(
    ana: Visitor, scene: Scene, day: str
) -> None:
    seen = await ana.open(f"/book?day={day}")
    assert seen.status == 200
    assert "No classes for this pass on this day" in seen.page.text


@pytest.mark.parametrize(
    "typed",
    [
        {"session": ""},
        {"session": "4294967296"},
        {"session": "\x00"},
        {"part": "x"},
        {"day": "soon"},
        {"pass": "1" * 60_000},
    ],
)
async def test_a_form_that_no_page_sends_books_nothing(ana: Visitor, scene: Scene, typed: dict[str, str]) -> None:
    form = (await ana.open("/book")).page.form_to("/book")
    seen = await ana.send(form, **typed)
    assert seen.status == 422
    assert await reserved() == []


async def test_the_pass_and_the_class_of_others_do_not_exist(ana: Visitor, scene: Scene) -> None:
    _, not_mine = await scene.add_neighbour()
    form = (await ana.open("/book")).page.form_to("/book")
    for typed in ({"pass": str(not_mine)}, {"session": "999"}):
        assert (await ana.send(form, **typed)).status == 404
    assert (await ana.open(f"/book?pass={not_mine}")).status == 404
    assert await reserved() == []
