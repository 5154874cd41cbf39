"""A code for another day is answered with today's class as an offer, one tap to take it (R28)."""

from datetime import timedelta

import pytest

from server.rules.vocabulary import ReservationStatus
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.context import Context
from tests.builders import STARTS_AT, add_course, add_pass, add_session
from tests.movable_clock import MovableClock
from tests.readings import everything, punches_left, status_of
from tests.scene import Scene, booked, moved, open_scene

THURSDAY = STARTS_AT + timedelta(days=3)


async def test_thursdays_code_is_answered_with_todays_class(scene: Scene, context: Context) -> None:
    today, thursdays = await booked_twice(scene, context)
    verdict = await scene.scan(thursdays[1], context, "first")
    assert (verdict.verdict, verdict.reservation_id) == ("too_early", thursdays[0])
    assert verdict.offer is not None
    assert (verdict.offer.reservation_id, verdict.offer.course_name) == (today, "Pottery")
    assert verdict.offer.starts_at == STARTS_AT


async def test_an_offer_alone_checks_nobody_in(scene: Scene, context: Context) -> None:
    today, (_, code) = await booked_twice(scene, context)
    await scene.scan(code, context, "first")
    assert await status_of(today) is ReservationStatus.PENDING
    assert await punches_left(scene.pass_id) == 8


async def test_a_taken_offer_checks_todays_class_in_and_leaves_thursdays(scene: Scene, context: Context) -> None:
    today, (thursday, code) = await booked_twice(scene, context)
    verdict = await scene.scan(code, context, "taken", offer=today)
    assert (verdict.verdict, verdict.reservation_id, verdict.starts_at) == ("ok", today, STARTS_AT)
    assert await status_of(today) is ReservationStatus.CHECKED_IN
    assert await status_of(thursday) is ReservationStatus.PENDING
    assert await punches_left(scene.pass_id) == 7


async def test_taking_an_offer_again_gets_its_first_verdict_and_then_already(scene: Scene, context: Context) -> None:
    today, (_, code) = await booked_twice(scene, context)
    first = await scene.scan(code, context, "taken", offer=today)
    assert await scene.scan(code, context, "taken", offer=today) == first
    assert (await scene.scan(code, context, "again", offer=today)).verdict == "already_checked_in"
    assert await punches_left(scene.pass_id) == 7


async def test_an_offer_may_be_on_another_pass_of_the_same_customer(scene: Scene, context: Context) -> None:
    _, code = await booked_on_thursday(scene, context)
    other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
    today = await booked(other_pass, scene.session_id, scene.customer, context)
    offered = (await scene.scan(code, context, "first")).offer
    assert offered is not None
    assert (await scene.scan(code, context, "taken", offer=offered.reservation_id)).reservation_id == today.id
    assert (await punches_left(scene.pass_id), await punches_left(other_pass)) == (8, 7)


@pytest.mark.parametrize("gone", [ReservationStatus.CANCELLED, ReservationStatus.AUTO_CANCELLED])
async def test_the_code_of_a_place_that_is_gone_is_answered_with_an_offer_too(
    scene: Scene, context: Context, gone: ReservationStatus
) -> None:
    today, (thursday, code) = await booked_twice(scene, context)
    await moved(thursday, gone, context.now())
    offer = (await scene.scan(code, context, "first")).offer
    assert offer is not None
    assert offer.reservation_id == today


async def test_of_two_classes_the_sooner_is_offered(scene: Scene, context: Context) -> None:
    _, code = await booked_on_thursday(scene, context)
    later = await add_session(scene.course_id, STARTS_AT + timedelta(minutes=30))
    sooner = await add_session(scene.course_id, STARTS_AT - timedelta(minutes=30))
    await scene.book(context, later)
    expected = await scene.book(context, sooner)
    offer = (await scene.scan(code, context, "first")).offer
    assert offer is not None
    assert offer.reservation_id == expected.id


@pytest.mark.parametrize(
    ("minutes_before_start", "is_offered"), [(121, False), (120, True), (-120, True), (-121, False)]
)
async def test_only_a_class_inside_its_window_is_offered(
    scene: Scene, context: Context, clock: MovableClock, minutes_before_start: int, *, is_offered: bool
) -> None:
    _, (_, code) = await booked_twice(scene, context)
    clock.set(STARTS_AT - timedelta(minutes=minutes_before_start))
    assert ((await scene.scan(code, context, "first")).offer is not None) is is_offered


async def test_a_good_scan_offers_nothing(scene: Scene, context: Context) -> None:
    todays = await scene.book(context)
    await scene.book(context, await add_session(scene.course_id, STARTS_AT + timedelta(minutes=30)))
    assert (await scene.scan(todays.code, context, "first")).offer is None


async def test_nothing_is_offered_when_todays_class_is_checked_in_already(scene: Scene, context: Context) -> None:
    today, (_, code) = await booked_twice(scene, context)
    await moved(today, ReservationStatus.CHECKED_IN, context.now())
    assert (await scene.scan(code, context, "first")).offer is None


async def test_a_replaced_code_is_offered_nothing_and_takes_nothing(scene: Scene, context: Context) -> None:
    today, (thursday, code) = await booked_twice(scene, context)
    await issue_new_code(thursday, scene.customer, context)
    assert (await scene.scan(code, context, "first")).offer is None
    assert (await scene.scan(code, context, "taken", offer=today)).verdict == "revoked_code"
    assert await status_of(today) is ReservationStatus.PENDING


async def test_a_strangers_class_is_not_offered(scene: Scene, context: Context) -> None:
    _, code = await booked_on_thursday(scene, context)
    neighbour, neighbours_pass = await scene.add_neighbour()
    await booked(neighbours_pass, scene.session_id, neighbour, context)
    assert (await scene.scan(code, context, "first")).offer is None


async def test_a_strangers_class_is_not_taken(scene: Scene, context: Context) -> None:
    thursday, code = await booked_on_thursday(scene, context)
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    before = await everything()
    verdict = await scene.scan(code, context, "taken", offer=theirs.id)
    assert (verdict.verdict, verdict.reservation_id) == ("too_early", thursday)
    assert {**await everything(), "scan_attempt": []} == before


async def test_a_class_that_is_not_there_is_not_taken(scene: Scene, context: Context) -> None:
    thursday, code = await booked_on_thursday(scene, context)
    verdict = await scene.scan(code, context, "taken", offer=4711)
    assert (verdict.verdict, verdict.reservation_id) == ("too_early", thursday)


async def test_the_same_customers_class_at_another_studio_is_neither_offered_nor_taken(
    scene: Scene, context: Context
) -> None:
    _, code = await booked_on_thursday(scene, context)
    elsewhere = await open_scene()
    course_id = await add_course(elsewhere.studio_id)
    pass_there = await add_pass(scene.customer_id, elsewhere.studio_id, course_id)
    there = await booked(pass_there, await add_session(course_id), scene.customer, context)
    assert (await scene.scan(code, context, "first")).offer is None
    assert (await scene.scan(code, context, "taken", offer=there.id)).verdict == "too_early"
    assert await status_of(there.id) is ReservationStatus.PENDING


async def test_an_offer_that_was_given_up_meanwhile_is_answered_so(scene: Scene, context: Context) -> None:
    today, (_, code) = await booked_twice(scene, context)
    await cancel(today, scene.customer, context)
    assert (await scene.scan(code, context, "taken", offer=today)).verdict == "cancelled"


async def booked_on_thursday(scene: Scene, context: Context) -> tuple[int, str | None]:
    thursdays = await scene.book(context, await add_session(scene.course_id, THURSDAY))
    return thursdays.id, thursdays.code


async def booked_twice(scene: Scene, context: Context) -> tuple[int, tuple[int, str | None]]:
    """Return today's reservation, and Thursday's with its code."""
    return (await scene.book(context)).id, await booked_on_thursday(scene, context)
