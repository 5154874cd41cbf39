"""A reservation is made whole: seat, row, code, event and confirmation, and nobody else's things move (§4)."""

from datetime import timedelta

import msgspec
import pytest

from server.contract.reservations import ReserveRequest
from server.rules.pass_code import hash_of, is_well_formed
from server.rules.vocabulary import PassType, ReservationStatus
from server.services.actor import Actor
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.outcomes import InvalidFieldError, NotFoundError
from tests import actors
from tests.app_fixtures import PUBLIC_URL
from tests.builders import (
    STARTS_AT,
    TWO_HOURS,
    add_course,
    add_customer,
    add_pass,
    add_session,
    add_staff,
    add_step,
    add_studio,
)
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    events_of,
    everything,
    ledger_of,
    messages,
    punches_left,
    reservation_row,
    seats_taken,
    status_of,
)
from tests.scene import Scene, booked, moved, open_scene, refusal

SECOND = timedelta(seconds=1)


async def test_a_booking_is_pending_in_the_class_that_was_asked_for(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    assert reservation.reservation_status is ReservationStatus.PENDING
    assert (reservation.registration_id, reservation.session_id) == (scene.pass_id, scene.session_id)
    assert (reservation.starts_at, reservation.ends_at) == (STARTS_AT, STARTS_AT + TWO_HOURS)
    assert (reservation.studio_id, reservation.timezone) == (scene.studio_id, "America/New_York")
    assert reservation.reserved_at == context.now()
    assert reservation.course_name == "Pottery"


async def test_a_booking_says_when_its_door_opens_and_closes(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    assert reservation.self_check_in_opens_at == STARTS_AT - timedelta(hours=2)
    assert reservation.self_check_in_closes_at == STARTS_AT + timedelta(hours=2)


async def test_a_booking_takes_one_seat_of_its_class_and_none_of_the_next(scene: Scene, context: Context) -> None:
    next_class = await add_session(scene.course_id, STARTS_AT + timedelta(days=1))
    await scene.book(context)
    assert await seats_taken(scene.session_id) == 1
    assert await seats_taken(next_class) == 0


async def test_a_booking_takes_no_punch(scene: Scene, context: Context) -> None:
    await scene.book(context)
    assert await punches_left(scene.pass_id) == 8
    assert await ledger_of(scene.pass_id) == []


async def test_a_booking_has_a_code_of_which_the_database_keeps_only_the_hash(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    assert reservation.code is not None
    assert is_well_formed(reservation.code)
    assert reservation.qr_url == f"{PUBLIC_URL}/api/reservations/{reservation.id}/qr.png"
    row = await reservation_row(reservation.id)
    assert row["code_hash"] == hash_of(reservation.code)
    assert reservation.code not in str(await everything())


async def test_a_booking_records_who_made_it(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    who = f"customer:{scene.customer_id}"
    assert await events_of(reservation.id) == [Event(None, "PENDING", who, "API", None)]


async def test_a_booking_enqueues_one_confirmation_to_its_owner(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    [message] = await messages()
    assert message["kind"] == "CONFIRMATION"
    assert message["recipient"].startswith("ana.")
    assert message["due_at"] == context.now()
    assert msgspec.json.decode(message["facts"]) == {
        "reservationId": reservation.id,
        "sessionId": scene.session_id,
    }


async def test_two_bookings_have_two_codes_and_two_confirmations(scene: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    mine = await scene.book(context)
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    assert mine.code != theirs.code
    assert len({message["recipient"] for message in await messages()}) == 2
    assert await seats_taken(scene.session_id) == 2


async def test_staff_book_for_a_customer_and_are_named(scene: Scene, context: Context) -> None:
    reservation = await booked(scene.pass_id, scene.session_id, scene.staff, context)
    assert (await reservation_row(reservation.id))["customer"] == scene.customer_id
    [event] = await events_of(reservation.id)
    assert event.actor == f"staff:{scene.staff_id}"
    assert reservation.code is not None


async def test_staff_at_the_kiosk_book_through_the_kiosk(scene: Scene, context: Context) -> None:
    reservation = await booked(scene.pass_id, scene.session_id, scene.staff_at_kiosk, context)
    [event] = await events_of(reservation.id)
    assert (event.actor, event.channel) == (f"staff:{scene.staff_id}@kiosk:{scene.kiosk_id}", "KIOSK")


async def test_staff_add_somebody_one_second_before_the_end(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    clock.set(STARTS_AT + TWO_HOURS - SECOND)
    await booked(scene.pass_id, scene.session_id, scene.staff, context)
    assert await seats_taken(scene.session_id) == 1


async def test_staff_add_nobody_at_the_end(scene: Scene, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT + TWO_HOURS)
    before = await everything()
    assert await refused(scene.pass_id, scene.session_id, scene.staff, context) == "session_ended"
    assert await everything() == before


@pytest.mark.parametrize("pass_type", [PassType.UNLIMITED_SERIES, PassType.FULL_COURSE])
async def test_a_pass_without_punches_books_and_has_no_ledger(
    database: None, context: Context, pass_type: PassType
) -> None:
    scene = await open_scene(pass_type=pass_type)
    await scene.book(context)
    assert await punches_left(scene.pass_id) is None
    assert await ledger_of(scene.pass_id) == []


async def test_a_class_in_parts_is_booked_for_its_part(scene: Scene, context: Context) -> None:
    part = await add_step(scene.course_id, 1, "Throwing")
    session_id = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), step_id=part)
    reservation = await scene.book(context, session_id)
    assert (reservation.step_id, reservation.step_title, reservation.is_makeup) == (part, "Throwing", False)


async def test_a_class_in_parts_is_not_booked_for_another_part(scene: Scene, context: Context) -> None:
    part, other_part = await add_step(scene.course_id, 1), await add_step(scene.course_id, 2)
    session_id = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), step_id=part)
    before = await everything()
    with pytest.raises(InvalidFieldError, match="stepId"):
        await booked(scene.pass_id, session_id, scene.customer, context, other_part)
    assert await everything() == before


async def test_a_makeup_is_booked_for_the_part_that_is_named(scene: Scene, context: Context) -> None:
    await add_step(scene.course_id, 1)
    part = await add_step(scene.course_id, 2, "Glazing")
    makeup = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), is_makeup=True)
    reservation = await booked(scene.pass_id, makeup, scene.customer, context, part)
    assert (reservation.step_id, reservation.step_title, reservation.is_makeup) == (part, "Glazing", True)


async def test_a_makeup_is_not_booked_for_another_courses_part(scene: Scene, context: Context) -> None:
    await add_step(scene.course_id, 1)
    elsewhere = await add_step(await add_course(scene.studio_id, "Glass"), 1)
    makeup = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), is_makeup=True)
    with pytest.raises(InvalidFieldError, match="stepId"):
        await booked(scene.pass_id, makeup, scene.customer, context, elsewhere)


async def test_another_courses_makeup_is_refused_by_its_course_whatever_part_is_named(
    scene: Scene, context: Context
) -> None:
    course_id = await add_course(scene.studio_id, "Glass")
    part = await add_step(course_id, 1)
    makeup = await add_session(course_id, STARTS_AT, is_makeup=True)
    assert await refused(scene.pass_id, makeup, scene.customer, context, part) == "session_not_covered"


async def test_a_missed_part_is_taken_again_in_a_makeup(scene: Scene, context: Context) -> None:
    part = await add_step(scene.course_id, 1)
    missed = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), step_id=part)
    reservation = await scene.book(context, missed)
    await moved(reservation.id, ReservationStatus.NO_SHOW, context.now())
    makeup = await add_session(scene.course_id, STARTS_AT + timedelta(days=2), is_makeup=True)
    again = await booked(scene.pass_id, makeup, scene.customer, context, part)
    assert await status_of(again.id) is ReservationStatus.PENDING
    assert await status_of(reservation.id) is ReservationStatus.NO_SHOW


async def test_a_cancelled_class_frees_its_place_for_the_same_customer(scene: Scene, context: Context) -> None:
    first = await scene.book(context)
    await moved(first.id, ReservationStatus.CANCELLED, context.now())
    again = await scene.book(context)
    assert again.id != first.id
    assert again.code != first.code


async def test_a_pass_of_another_customer_does_not_exist(scene: Scene, context: Context) -> None:
    neighbour, _ = await scene.add_neighbour()
    before = await everything()
    with pytest.raises(NotFoundError, match="class registration"):
        await booked(scene.pass_id, scene.session_id, neighbour, context)
    assert await everything() == before


async def test_a_pass_of_a_studio_that_staff_do_not_serve_does_not_exist(scene: Scene, context: Context) -> None:
    elsewhere = await add_studio("Elsewhere")
    stranger = actors.staff(await add_staff(elsewhere), elsewhere)
    with pytest.raises(NotFoundError, match="class registration"):
        await booked(scene.pass_id, scene.session_id, stranger, context)


async def test_a_kiosk_books_for_nobody(scene: Scene, context: Context) -> None:
    with pytest.raises(NotFoundError, match="class registration"):
        await booked(scene.pass_id, scene.session_id, scene.kiosk, context)


async def test_another_studios_class_does_not_exist(scene: Scene, context: Context) -> None:
    elsewhere = await add_studio("Elsewhere")
    session_id = await add_session(await add_course(elsewhere))
    with pytest.raises(NotFoundError, match="class session"):
        await booked(scene.pass_id, session_id, scene.customer, context)


async def test_a_class_or_a_pass_that_is_not_there_does_not_exist(scene: Scene, context: Context) -> None:
    with pytest.raises(NotFoundError, match="class session"):
        await booked(scene.pass_id, 4711, scene.customer, context)
    with pytest.raises(NotFoundError, match="class registration"):
        await booked(4711, scene.session_id, scene.customer, context)


async def test_an_admin_books_in_every_studio(scene: Scene, context: Context) -> None:
    admin = actors.admin(await add_staff(await add_studio("Elsewhere")))
    await booked(scene.pass_id, scene.session_id, admin, context)
    assert await seats_taken(scene.session_id) == 1


async def test_the_same_customers_other_pass_books_another_class(scene: Scene, context: Context) -> None:
    """The limit counts for each registration (R15)."""
    other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, max_advance_reservations=1)
    tomorrow = await add_session(scene.course_id, STARTS_AT + timedelta(days=1))
    await scene.book(context)
    await booked(other_pass, tomorrow, scene.customer, context)
    assert await seats_taken(tomorrow) == 1


async def test_customers_of_one_name_do_not_stand_in_each_others_way(scene: Scene, context: Context) -> None:
    namesake = await add_customer(scene.studio_id)
    their_pass = await add_pass(namesake, scene.studio_id, scene.course_id)
    await scene.book(context)
    await booked(their_pass, scene.session_id, actors.customer(namesake), context)
    assert await seats_taken(scene.session_id) == 2


async def refused(pass_id: int, session_id: int, actor: Actor, context: Context, step_id: int | None = None) -> str:
    asked = ReserveRequest(registration_id=pass_id, session_id=session_id, step_id=step_id)
    return refusal(await reserve(asked, actor, context))
