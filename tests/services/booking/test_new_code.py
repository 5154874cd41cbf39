"""A new code: the only act that kills one (R43)."""

import pytest

from server.keys import keys_from
from server.rules.vocabulary import ReservationStatus
from server.services.booking.cancel import cancel
from server.services.booking.new_code import issue_new_code
from server.services.booking.read_reservation import read_reservation, reservation_with_code
from server.services.context import Context
from server.services.outcomes import NotFoundError
from tests.app_fixtures import PUBLIC_URL
from tests.readings import events_of, everything, seats_taken, status_of
from tests.scene import Scene, booked, moved


async def test_a_new_code_replaces_the_old_one_at_the_door(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    renewed = await issue_new_code(made.id, scene.customer, context)
    assert renewed.code not in (None, made.code)
    assert (await scene.scan(made.code, context, "old")).verdict == "revoked_code"
    assert (await scene.scan(renewed.code, context, "new")).verdict == "ok"


async def test_every_earlier_code_stays_dead(scene: Scene, context: Context) -> None:
    codes = [(await scene.book(context)).code]
    reservation = await reservation_with_code(str(codes[0]), scene.customer, context)
    codes += [(await issue_new_code(reservation.id, scene.customer, context)).code for _ in range(3)]
    assert len(set(codes)) == 4
    verdicts = [(await scene.scan(code, context, f"nonce{place}")).verdict for place, code in enumerate(codes)]
    assert verdicts == ["revoked_code"] * 3 + ["ok"]


async def test_a_replaced_code_finds_nothing_on_the_phone(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    await issue_new_code(made.id, scene.customer, context)
    with pytest.raises(NotFoundError, match="session reservation"):
        await reservation_with_code(str(made.code), scene.customer, context)


async def test_a_new_code_moves_no_status_and_no_seat(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    await issue_new_code(made.id, scene.customer, context)
    assert await status_of(made.id) is ReservationStatus.PENDING
    assert await seats_taken(scene.session_id) == 1
    assert len(await events_of(made.id)) == 1


async def test_a_neighbours_code_lives_on(scene: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    await issue_new_code((await scene.book(context)).id, scene.customer, context)
    assert (await scene.scan(theirs.code, context, "theirs")).verdict == "ok"


async def test_staff_issue_a_new_code(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    renewed = await issue_new_code(made.id, scene.staff, context)
    assert await read_reservation(made.id, scene.customer, context) == renewed


async def test_others_reservations_do_not_exist(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    strangers = await scene.strangers()
    before = await everything()
    for stranger in strangers:
        with pytest.raises(NotFoundError, match="session reservation"):
            await issue_new_code(made.id, stranger, context)
    assert await everything() == before


async def test_a_cancelled_reservations_code_is_cancelled_and_not_revoked(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    await cancel(made.id, scene.customer, context)
    assert (await scene.scan(made.code, context, "gone")).verdict == "cancelled"


async def test_an_auto_cancelled_code_works_again_when_it_is_reinstated(scene: Scene, context: Context) -> None:
    made = await scene.book(context)
    await moved(made.id, ReservationStatus.AUTO_CANCELLED, context.now())
    assert (await scene.scan(made.code, context, "gone")).verdict == "auto_cancelled"
    await moved(made.id, ReservationStatus.PENDING, context.now())
    assert (await scene.scan(made.code, context, "back")).verdict == "ok"


async def test_where_the_secret_was_lost_the_old_code_scans_and_a_new_one_can_be_drawn(
    scene: Scene, context: Context
) -> None:
    made, other = await scene.book(context), await scene.add_neighbour()
    theirs = await booked(other[1], scene.session_id, other[0], context)
    later = Context(context.clock, keys_from(b"another secret, of 32 bytes too."), PUBLIC_URL)
    assert (await scene.scan(made.code, later, "old")).verdict == "ok"
    renewed = await issue_new_code(theirs.id, other[0], later)
    assert renewed.code is not None
    assert (await scene.scan(renewed.code, later, "new")).verdict == "ok"
