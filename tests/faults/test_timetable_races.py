"""Timetables, closures and changes of all later classes at once: no date twice, no class on a closed day."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from datetime import date, timedelta

import pytest

from server.contract.closures import ClosureMade, ClosureRequest
from server.contract.sessions import ChangedSession
from server.contract.timetables import MadeTimetable
from server.rules.vocabulary import ReservationStatus
from server.services.booking.cancel import cancel
from server.services.context import Context
from server.services.door.staff_check_in import staff_check_in
from server.services.outcomes import ConflictError
from server.services.setup.closures.create_closure import create_closure
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.in_scope import change_in_scope, remove_in_scope
from server.tables.courses import ClassSession, Timetable
from tests.builders import STARTS_AT, add_course, add_session
from tests.faults.racers import DESK, all_agrees, another, book, shuffled
from tests.later import LATER, at, local
from tests.readings import Rows, bookings, messages, seats_taken
from tests.scene import Scene, booked, open_scene
from tests.timetables import ADMIN, made, mondays

ROUNDS = 5
NINTH = date(2026, 3, 9)


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene()


async def sessions_of(course_id: int) -> Rows:
    rows: Rows = await ClassSession.select().where(ClassSession.course == course_id).order_by(ClassSession.id)
    return rows


async def test_two_who_ask_for_the_same_timetable_make_each_date_once(scene: Scene, context: Context) -> None:
    """R3: also one who asks for more of it, and one for more weekdays."""
    for place in range(ROUNDS):
        course_id = await add_course(scene.studio_id)
        asked = [mondays(), mondays(), mondays(date(2026, 4, 13)), mondays(weekdays=[1, 2])]
        answers = await asyncio.gather(*shuffled(place, *(made(course_id, context, one) for one in asked)))
        starts = Counter(row["starts_at"] for row in await sessions_of(course_id))
        assert (len(starts), set(starts.values())) == (6 + 4, {1})
        in_all = [one.id for answer in answers if isinstance(answer, MadeTimetable) for one in answer.sessions]
        assert sorted(in_all) == [row["id"] for row in await sessions_of(course_id)]
        assert len(await Timetable.select().where(Timetable.course == course_id)) == 2


async def closing(scene: Scene, context: Context) -> ClosureMade | str:
    asked = ClosureRequest(studio_id=scene.studio_id, date=NINTH, reason="Burst pipe", confirm=True)
    try:
        return await create_closure(asked, ADMIN, context)
    except ConflictError as refused:
        return refused.code


async def test_no_class_stands_on_a_day_that_is_being_closed(context: Context, database: None) -> None:
    for place in range(ROUNDS):
        scene = await open_scene()
        await asyncio.gather(*shuffled(place, made(scene.course_id, context), closing(scene, context)))
        [*standing] = [row for row in await sessions_of(scene.course_id) if row["planned_date"] == NINTH]
        assert [row["cancelled_at"] for row in standing if row["cancelled_at"] is None] == []
        assert len(await sessions_of(scene.course_id)) == 4 + len(standing)


async def test_a_pattern_that_is_just_changing_is_made_neither_twice_nor_in_between(
    scene: Scene, context: Context
) -> None:
    """R3: whoever comes first, the longer timetable has each Monday once."""
    for place in range(ROUNDS):
        course_id = await add_course(scene.studio_id)
        [_, second, *_] = (await made(course_id, context)).sessions
        doings: list[Awaitable[object]] = [
            change_in_scope(second.id, at(local(16, 17)), ADMIN, context),
            made(course_id, context),
            made(course_id, context, mondays(first=date(2026, 3, 16), local_start="17:00")),
        ]
        await asyncio.gather(*shuffled(place, *doings))
        await made(course_id, context)
        days = Counter(row["starts_at"].date() for row in await sessions_of(course_id))
        new_hour_first = set(days.values()) != {1}
        assert len(days) == 4
        assert not new_hour_first or days[date(2026, 3, 9)] == 1


async def people_in(scene: Scene, context: Context, session_id: int) -> list[Awaitable[object]]:
    """One who arrives, one who leaves, one who does both, and one who is just booking."""
    doings: list[Awaitable[object]] = []
    for place in range(3):
        actor, pass_id = await another(scene)
        one = await booked(pass_id, session_id, actor, context)
        if place != 1:
            doings.append(staff_check_in(one.id, DESK, scene.staff, context))
        if place != 0:
            doings.append(cancel(one.id, actor, context))
    actor, pass_id = await another(scene)
    return [*doings, book(pass_id, session_id, actor, context)]


async def told(kind: str) -> Counter[str]:
    return Counter(message["dedupe_key"] for message in await messages() if message["kind"] == kind)


async def test_all_classes_of_a_day_are_cancelled_in_the_midst_of_arrivals(scene: Scene, context: Context) -> None:
    today = ClosureRequest(studio_id=scene.studio_id, date=date(2026, 3, 2), reason="Burst pipe", confirm=True)
    for place in range(ROUNDS):
        ids = [await add_session(scene.course_id, STARTS_AT + timedelta(hours=hour)) for hour in (1, 0, 2)]
        doings = [doing for one in ids for doing in await people_in(scene, context, one)]
        twice = [create_closure(today, ADMIN, context) for _ in range(2)]
        await asyncio.gather(*shuffled(place, *twice, *doings))
        statuses = {row["status"] for row in (await bookings())["session_reservation"] if row["session"] in ids}
        assert statuses == {ReservationStatus.CANCELLED}
        assert [await seats_taken(one) for one in ids] == [0, 0, 0]
    await all_agrees()


async def test_all_later_classes_move_in_the_midst_of_bookings(scene: Scene, context: Context) -> None:
    for place in range(ROUNDS):
        course = await open_scene()
        sessions = (await made(course.course_id, context)).sessions
        doings = [doing for one in sessions[1:] for doing in await bookings_in(course, context, one.id)]
        alone = change_session(sessions[2].id, at(local(24, 9)), ADMIN, context)
        moving = change_in_scope(sessions[1].id, at(local(17, 17)), ADMIN, context)
        outcomes = await asyncio.gather(*shuffled(place, moving, alone, *doings))
        assert [len(one.changed_session_ids) for one in outcomes if isinstance(one, ChangedSession)] == [3]
    assert set((await told("CLASS_MOVED")).values()) == {1}
    await all_agrees()


async def bookings_in(scene: Scene, context: Context, session_id: int) -> list[Awaitable[object]]:
    """One who leaves, and one who is just booking."""
    actor, pass_id = await another(scene)
    one = await booked(pass_id, session_id, actor, context)
    newcomer, newcomers_pass = await another(scene)
    return [cancel(one.id, actor, context), book(newcomers_pass, session_id, newcomer, context)]


async def test_classes_that_are_taken_out_while_somebody_books_are_all_there_or_all_gone(
    context: Context, database: None
) -> None:
    for place in range(ROUNDS):
        scene = await open_scene()
        sessions = (await made(scene.course_id, context)).sessions
        actor, pass_id = await another(scene)
        removing = remove_in_scope(sessions[1].id, LATER, ADMIN, context)
        booking = book(pass_id, sessions[3].id, actor, context)
        removed, answer = await asyncio.gather(removing, booking, return_exceptions=True)
        left = len([row for row in await sessions_of(scene.course_id) if row["planned_date"] is not None])
        assert left == (4 if isinstance(removed, ConflictError) else 1), (place, removed, answer)
    await all_agrees()
