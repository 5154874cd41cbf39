"""The desk's day and a session's roster: the studio's own local day, its people, and nobody else's (R41)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.door.day import day, roster
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from server.tables.studios import Studio
from tests import actors
from tests.builders import (
    STARTS_AT,
    add_customer,
    add_note,
    add_pass,
    add_reservation,
    add_session,
    add_staff,
    add_studio,
)
from tests.movable_clock import MovableClock
from tests.readings import everything, statements
from tests.scene import Scene, booked, moved, open_scene

SECOND = timedelta(seconds=1)


async def test_a_day_counts_who_stands_where(scene: Scene, context: Context) -> None:
    for status in ReservationStatus:
        await add_reservation(await another_pass(scene), scene.session_id, status)
    await add_reservation(await another_pass(scene), scene.session_id)
    [session] = await day(scene.studio_id, None, scene.staff, context)
    assert (session.session_id, session.course_name, session.starts_at) == (scene.session_id, "Pottery", STARTS_AT)
    assert (session.pending, session.checked_in, session.attended, session.no_show) == (2, 1, 1, 1)
    assert (session.capacity, session.seats_taken) == (10, 5)


async def test_a_day_tells_what_is_noted_on_each_session(scene: Scene, context: Context) -> None:
    later = await add_session(scene.course_id, STARTS_AT + timedelta(hours=3))
    await add_note(scene.studio_id, "The kiln is on", session_id=scene.session_id, author=f"staff:{scene.staff_id}")
    await add_note(scene.studio_id, "Bring the glazes", session_id=scene.session_id)
    await add_note(scene.studio_id, "Left-handed", customer_id=scene.customer_id)
    noted, plain = await day(scene.studio_id, None, scene.staff, context)
    assert [(note.session_id, note.author, note.text) for note in noted.notes] == [
        (scene.session_id, "Studio Check-in", "Bring the glazes"),
        (scene.session_id, "Sam Okafor", "The kiln is on"),
    ]
    assert (plain.session_id, plain.notes) == (later, [])


async def test_today_is_the_studios_date(scene: Scene, context: Context, clock: MovableClock) -> None:
    """Four in the morning, UTC, is still yesterday in New York."""
    clock.set(datetime(2026, 3, 3, 4, 59, 59, tzinfo=UTC))
    assert [s.session_id for s in await day(scene.studio_id, None, scene.staff, context)] == [scene.session_id]
    clock.advance(SECOND)
    assert await day(scene.studio_id, None, scene.staff, context) == []


@pytest.mark.parametrize(
    ("on", "begins", "ends"),
    [
        (date(2026, 3, 8), datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)),
    ],
)
async def test_a_days_first_and_last_second_belong_to_it_on_dst_days(
    scene: Scene, context: Context, on: date, begins: datetime, ends: datetime
) -> None:
    _, first, last, _ = [
        await add_session(scene.course_id, at) for at in (begins - SECOND, begins, ends - SECOND, ends)
    ]
    assert [s.session_id for s in await day(scene.studio_id, on, scene.staff, context)] == [first, last]


async def test_a_cancelled_class_stays_on_the_day_and_says_so(scene: Scene, context: Context) -> None:
    table = ClassSession
    await table.update({table.cancelled_at: context.now()}).where(table.id == scene.session_id)
    [session] = await day(scene.studio_id, None, scene.staff, context)
    assert session.cancelled_at == context.now()


async def test_the_studio_need_not_be_named_where_staff_serve_one(scene: Scene, context: Context) -> None:
    await open_scene()
    assert [s.session_id for s in await day(None, None, scene.staff, context)] == [scene.session_id]


async def test_the_studio_has_to_be_named_where_staff_serve_several(scene: Scene, context: Context) -> None:
    both = actors.staff(scene.staff_id, scene.studio_id, await add_studio("Elsewhere"))
    with pytest.raises(InvalidFieldError, match="studioId"):
        await day(None, None, both, context)
    assert [s.session_id for s in await day(scene.studio_id, None, both, context)] == [scene.session_id]


async def test_another_studios_day_and_roster_do_not_exist(scene: Scene, context: Context) -> None:
    elsewhere = await open_scene()
    with pytest.raises(NotFoundError, match="studio"):
        await day(elsewhere.studio_id, None, scene.staff, context)
    with pytest.raises(NotFoundError, match="class session"):
        await roster(elsewhere.session_id, scene.staff, context)


async def test_what_is_not_there_or_archived_does_not_exist(scene: Scene, context: Context) -> None:
    admin = actors.admin(await add_staff())
    with pytest.raises(NotFoundError, match="studio"):
        await day(4711, None, admin, context)
    with pytest.raises(NotFoundError, match="class session"):
        await roster(4711, admin, context)
    await Studio.update({Studio.archived_at: context.now()}).where(Studio.id == scene.studio_id)
    with pytest.raises(NotFoundError, match="studio"):
        await day(scene.studio_id, None, admin, context)


async def test_an_admin_sees_every_studios_day(scene: Scene, context: Context) -> None:
    elsewhere = await open_scene()
    admin = actors.admin(await add_staff())
    for each in (scene, elsewhere):
        assert [s.session_id for s in await day(each.studio_id, None, admin, context)] == [each.session_id]


async def test_a_roster_lists_all_by_name_with_their_passes(scene: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    theirs = await booked(neighbours_pass, scene.session_id, neighbour, context)
    mine = await scene.book(context)
    entries = await roster(scene.session_id, scene.staff, context)
    assert [(entry.customer_name, entry.reservation) for entry in entries] == [("Ana Ruiz", mine), ("Ben Ode", theirs)]
    assert [(e.pass_type, e.sessions_remaining) for e in entries] == [("PUNCH_PASS", 8), ("PUNCH_PASS", 8)]
    assert entries[0].customer_id == scene.customer_id


async def test_a_roster_says_what_the_door_would_answer_now(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    assert await door_says(scene, context) == "ok"
    clock.set(STARTS_AT - timedelta(hours=2, seconds=1))
    assert await door_says(scene, context) == "too_early"
    clock.set(STARTS_AT)
    await moved(reservation.id, ReservationStatus.CHECKED_IN, context.now())
    assert await door_says(scene, context) == "already_checked_in"


async def test_a_roster_says_how_the_pass_stands_on_the_day_of_the_class(scene: Scene, context: Context) -> None:
    """R7: "now" plays no part."""
    await scene.book(context)
    passes = ClassRegistration
    for until, state in ((date(2026, 3, 2), "active"), (date(2026, 3, 1), "expired")):
        await passes.update({passes.valid_until: until}).where(passes.id == scene.pass_id)
        [entry] = await roster(scene.session_id, scene.staff, context)
        assert entry.pass_status == state


async def test_a_roster_tells_what_is_noted_on_the_customer_and_on_the_pass(scene: Scene, context: Context) -> None:
    await scene.book(context)
    [entry] = await roster(scene.session_id, scene.staff, context)
    assert entry.notes == []
    await add_note(scene.studio_id, "left-handed", customer_id=scene.customer_id)
    await add_note(scene.studio_id, "paid in cash", customer_id=scene.customer_id, pass_id=scene.pass_id)
    await add_note(await add_studio("Elsewhere"), "not theirs", customer_id=scene.customer_id)
    await another_pass(scene)
    [entry] = await roster(scene.session_id, scene.staff, context)
    assert [(note.registration_id, note.text) for note in entry.notes] == [
        (scene.pass_id, "paid in cash"),
        (None, "left-handed"),
    ]


async def test_a_roster_keeps_who_cancelled(scene: Scene, context: Context) -> None:
    given_up = await add_reservation(scene.pass_id, scene.session_id, ReservationStatus.CANCELLED)
    [entry] = await roster(scene.session_id, scene.staff, context)
    assert (entry.reservation.id, entry.reservation.reservation_status) == (given_up.id, "CANCELLED")


async def test_looking_writes_nothing_and_costs_the_same_for_many(scene: Scene, context: Context) -> None:
    await scene.book(context)
    with statements() as for_one:
        await look(scene, context)
    for hour in range(1, 6):
        session_id = await add_session(scene.course_id, STARTS_AT + timedelta(hours=hour))
        await add_reservation(await another_pass(scene), session_id)
        await add_reservation(await another_pass(scene), scene.session_id)
    before = await everything()
    with statements() as for_many:
        await look(scene, context)
    assert len(for_many) == len(for_one)
    assert await everything() == before


async def look(scene: Scene, context: Context) -> None:
    await day(scene.studio_id, None, scene.staff, context)
    await roster(scene.session_id, scene.staff, context)


async def door_says(scene: Scene, context: Context) -> str:
    [entry] = await roster(scene.session_id, scene.staff, context)
    return entry.self_check_in


async def another_pass(scene: Scene) -> int:
    return await add_pass(await add_customer(scene.studio_id, "Cleo Park"), scene.studio_id, scene.course_id)
