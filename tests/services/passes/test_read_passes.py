from datetime import date, timedelta

import pytest

from server.rules.vocabulary import PassType, ReservationStatus
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.services.passes.read_passes import find_pass_row, registrations_of
from tests.builders import LONG_AGO, add_course, add_pass, add_reservation, add_session, add_studio
from tests.readings import statements
from tests.scene import Scene


async def test_a_pass_counts_what_leans_on_it(scene: Scene, context: Context) -> None:
    """R10: what has ended and is not settled holds its punch; R15: it no longer counts to the limit."""
    ended = await add_session(scene.course_id, LONG_AGO)
    await add_reservation(scene.pass_id, ended)
    await add_reservation(scene.pass_id, scene.session_id)
    arrived = await add_session(scene.course_id)
    await add_reservation(scene.pass_id, arrived, ReservationStatus.CHECKED_IN)
    for status in (ReservationStatus.CANCELLED, ReservationStatus.ATTENDED):
        await add_reservation(scene.pass_id, await add_session(scene.course_id), status)
    [own] = await registrations_of(scene.customer, context)
    assert (own.sessions_remaining, own.sessions_held, own.sessions_available) == (8, 2, 6)
    assert own.open_reservations == 2


async def test_a_customer_sees_their_own_passes_of_every_studio_the_newest_first(
    scene: Scene, context: Context
) -> None:
    await scene.add_neighbour()
    elsewhere = await add_studio("Elsewhere", timezone="Asia/Tokyo")
    course_id = await add_course(elsewhere, "Ikebana")
    newest = await add_pass(scene.customer_id, elsewhere, course_id, pass_type=PassType.UNLIMITED_SERIES)
    passes = await registrations_of(scene.customer, context)
    assert [each.id for each in passes] == [newest, scene.pass_id]
    assert (passes[0].studio_name, passes[0].timezone, passes[0].course_names) == (
        "Elsewhere",
        "Asia/Tokyo",
        ["Ikebana"],
    )
    assert (passes[0].sessions_held, passes[0].sessions_available) == (None, None)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "status"),
    [
        (None, date(2026, 3, 2), "active"),
        (None, date(2026, 3, 1), "expired"),
        (date(2026, 3, 2), None, "active"),
        (date(2026, 3, 3), None, "upcoming"),
    ],
)
async def test_the_status_is_that_of_the_studios_today(
    scene: Scene, context: Context, valid_from: date | None, valid_until: date | None, status: str
) -> None:
    """R7: both ends are inclusive."""
    dated = await add_pass(scene.customer_id, scene.studio_id, valid_from=valid_from, valid_until=valid_until)
    row = await find_pass_row(dated, scene.customer, context)
    passes = {each.id: each for each in await registrations_of(scene.customer, context)}
    assert (passes[dated].status, row.id) == (status, dated)


async def test_twenty_passes_cost_as_many_statements_as_one(scene: Scene, context: Context) -> None:
    with statements() as for_one:
        await registrations_of(scene.customer, context)
    for number in range(19):
        pass_id = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
        await add_reservation(pass_id, await add_session(scene.course_id, context.now() + timedelta(days=number + 1)))
    with statements() as for_twenty:
        assert len(await registrations_of(scene.customer, context)) == 20
    assert len(for_twenty) == len(for_one)


async def test_a_customer_without_a_pass_has_none(scene: Scene, context: Context) -> None:
    neighbour, _ = await scene.add_neighbour()
    assert len(await registrations_of(neighbour, context)) == 1
    assert await registrations_of(scene.kiosk, context) == []


async def test_a_pass_is_not_there_for_strangers(scene: Scene, context: Context) -> None:
    """R41."""
    for stranger in await scene.strangers():
        with pytest.raises(NotFoundError):
            await find_pass_row(scene.pass_id, stranger, context)
    assert (await find_pass_row(scene.pass_id, scene.staff, context)).id == scene.pass_id
