"""Reading reservations: one's own, one's studio's, and nobody else's (R41, R43)."""

from datetime import timedelta

import pytest

from server.keys import keys_from
from server.rules.pass_code import in_groups
from server.rules.vocabulary import ReservationStatus
from server.services.booking.read_reservation import read_reservation, reservation_with_code, reservations_of
from server.services.context import Context
from server.services.outcomes import NotFoundError
from tests.app_fixtures import PUBLIC_URL
from tests.builders import STARTS_AT, TWO_HOURS, add_reservation, add_session
from tests.movable_clock import MovableClock
from tests.readings import everything, statements
from tests.scene import Scene


async def test_the_owner_reads_what_booking_answered(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    assert await read_reservation(made.id, scene.customer, context) == made


async def test_staff_of_the_studio_read_the_code_too(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    assert await read_reservation(made.id, scene.staff, context) == made


async def test_others_reservations_do_not_exist(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    strangers = await scene.strangers()
    for stranger in strangers:
        with pytest.raises(NotFoundError, match="session reservation"):
            await read_reservation(made.id, stranger, context)
        with pytest.raises(NotFoundError, match="session reservation"):
            await reservation_with_code(str(made.code), stranger, context)


async def test_reading_writes_nothing(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    before = await everything()
    await read_reservation(made.id, scene.customer, context)
    await reservations_of(scene.customer, context)
    await reservation_with_code(str(made.code), scene.customer, context)
    assert await everything() == before


async def test_a_code_finds_its_reservation_however_it_was_typed(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    for text in (str(made.code), in_groups(str(made.code)).lower(), f"{PUBLIC_URL}/c/{made.code}\r\n"):
        assert (await reservation_with_code(text, scene.customer, context)).id == made.id


@pytest.mark.parametrize("text", ["", "hello", "BCDEFGHIJKLNPRSTUVXBCDEFG"])
async def test_a_text_without_a_known_code_finds_nothing(scene: Scene, context: Context, text: str) -> None:
    await scene.book(context)
    with pytest.raises(NotFoundError, match="session reservation"):
        await reservation_with_code(text, scene.customer, context)


async def test_where_the_secret_was_lost_the_code_is_not_shown(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    elsewhere = Context(context.clock, keys_from(b"another secret, of 32 bytes too."), PUBLIC_URL)
    read = await read_reservation(made.id, scene.customer, elsewhere)
    assert (read.code, read.qr_url) == (None, None)


async def test_what_lies_ahead_comes_first_and_the_soonest_on_top(scene: Scene, context: Context) -> None:
    ids = [
        await reserved(scene, days, status)
        for days, status in (
            (9, ReservationStatus.PENDING),
            (2, ReservationStatus.PENDING),
            (-7, ReservationStatus.ATTENDED),
            (-1, ReservationStatus.NO_SHOW),
            (3, ReservationStatus.CANCELLED),
        )
    ]
    in_nine_days, in_two_days, last_week, yesterday, given_up = ids
    read = [reservation.id for reservation in await reservations_of(scene.customer, context)]
    assert read == [in_two_days, in_nine_days, given_up, yesterday, last_week]


async def test_a_class_lies_ahead_until_it_ends(scene: Scene, context: Context, clock: MovableClock) -> None:
    today = await reserved(scene, 0, ReservationStatus.CHECKED_IN)
    given_up = await reserved(scene, 1, ReservationStatus.CANCELLED)
    clock.set(STARTS_AT + TWO_HOURS - timedelta(seconds=1))
    assert [r.id for r in await reservations_of(scene.customer, context)] == [today, given_up]
    clock.set(STARTS_AT + TWO_HOURS)
    assert [r.id for r in await reservations_of(scene.customer, context)] == [given_up, today]


async def test_a_customers_list_holds_nobody_elses(scene: Scene, context: Context) -> None:
    await scene.book(context)
    neighbour, _ = await scene.add_neighbour()
    assert await reservations_of(neighbour, context) == []
    assert await reservations_of(scene.staff, context) == []


async def test_a_long_list_costs_as_many_statements_as_a_short_one(scene: Scene, context: Context) -> None:
    await reserved(scene, 1, ReservationStatus.PENDING)
    with statements() as for_one:
        await reservations_of(scene.customer, context)
    for day in range(2, 12):
        await reserved(scene, day, ReservationStatus.CANCELLED)
    with statements() as for_many:
        assert len(await reservations_of(scene.customer, context)) == 11
    assert len(for_many) == len(for_one) == 1


async def reserved(scene: Scene, days: int, status: ReservationStatus) -> int:
    session_id = await add_session(scene.course_id, STARTS_AT + timedelta(days=days))
    return (await add_reservation(scene.pass_id, session_id, status)).id
