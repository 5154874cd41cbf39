"""A session and all later ones of its timetable, changed together or not at all (R3, R38)."""

from datetime import date, timedelta

import pytest

from server.contract.paging import Paging
from server.contract.sessions import ClassSessionChange
from server.rules.schedule import ChangeScope
from server.rules.vocabulary import AuditAction, ReservationStatus
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.in_scope import change_in_scope, remove_in_scope
from server.services.setup.sessions.read_sessions import read_session
from server.services.setup.timetables.read_timetables import list_timetables
from server.tables.courses import ClassSession, ClassStep
from tests.builders import (
    add_closure,
    add_step,
)
from tests.invariants import broken_invariants
from tests.later import HOUR, LATER, at, changed, ids_of, later, local, wall_times
from tests.movable_clock import MovableClock
from tests.readings import acts, bookings, everything, messages, punches_left, seats_taken, statements, status_of
from tests.scene import Scene, moved, refusal
from tests.timetables import ADMIN, DAY, made, mondays


async def test_a_new_hour_is_that_hour_on_both_sides_of_a_clock_change(scene: Scene, context: Context) -> None:
    """R3: the clocks go back on 1 November."""
    october = mondays(date(2026, 11, 9), date(2026, 10, 19))
    ids = [one.id for one in (await made(scene.course_id, context, october)).sessions]
    answer = await changed(ids[1], at(local(26, 17, month=10), HOUR), context)
    assert await wall_times(ids) == ["Mon 10-19 16:00", "Mon 10-26 17:00", "Mon 11-02 17:00", "Mon 11-09 17:00"]
    assert answer.changed_session_ids == ids[1:]
    for one in ids[1:]:
        session = await read_session(one)
        assert session.ends_at - session.starts_at == HOUR
    assert (answer.id, answer.starts_at) == (ids[1], local(26, 17, month=10))


async def test_people_move_with_their_classes_and_are_told_once_each(scene: Scene, context: Context) -> None:
    """R38: seats stay, arrivals go back with their punch."""
    ids = await ids_of(scene, context)
    booked = [await scene.book(context, one) for one in ids[:3]]
    await moved(booked[1].id, ReservationStatus.CHECKED_IN, context.now())
    await changed(ids[1], at(local(16, 17), reason="Longer days"), context)
    assert [await seats_taken(one) for one in ids] == [1, 1, 1, 0]
    assert {await status_of(one.id) for one in booked} == {ReservationStatus.PENDING}
    assert await punches_left(scene.pass_id) == 8
    assert [one["kind"] for one in await messages()].count("CLASS_MOVED") == 2
    written = [one for one in await acts() if one.action == AuditAction.CLASS_MOVED]
    assert [(one.subject_id, one.facts["told"], one.reason) for one in written] == [
        (ids[1], 1, "Longer days"),
        (ids[2], 1, "Longer days"),
        (ids[3], 0, "Longer days"),
    ]
    assert broken_invariants(await bookings(), context.now()) == []


async def test_capacity_room_and_instructor_go_to_all_later_ones(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    await changed(ids[2], later(capacity=5, room="Studio 2", instructor="Maya"), context)
    assert [(await read_session(one)).capacity for one in ids] == [8, 8, 5, 5]
    assert [(await read_session(one)).room for one in ids] == [None, None, "Studio 2", "Studio 2"]
    await changed(ids[2], later(room=None), context)
    last = await read_session(ids[3])
    assert (last.room, last.instructor, last.capacity) == (None, "Maya", 5)
    [timetable] = (await list_timetables(scene.course_id, Paging())).items
    assert (timetable.capacity, timetable.room, timetable.instructor) == (5, None, "Maya")
    assert [one["kind"] for one in await messages()] == []


async def test_an_end_alone_moves_nobody(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    await scene.book(context, ids[1])
    own = ClassSessionChange(starts_at=local(24, 18), ends_at=local(24, 20))
    await change_session(ids[2], own, ADMIN, context)
    await changed(ids[1], later(ends_at=local(16, 19)), context)
    assert await wall_times(ids) == ["Mon 03-09 16:00", "Mon 03-16 16:00", "Tue 03-24 18:00", "Mon 03-30 16:00"]
    lengths = [(await read_session(one)).ends_at - (await read_session(one)).starts_at for one in ids]
    assert lengths == [2 * HOUR, 3 * HOUR, 3 * HOUR, 3 * HOUR]
    assert "CLASS_MOVED" not in {one["kind"] for one in await messages()}


async def test_what_is_cancelled_or_has_started_stays_as_it_is(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    ids = await ids_of(scene, context)
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == ids[2])
    early = ClassSessionChange(starts_at=local(10, 8), ends_at=local(10, 10))
    await change_session(ids[3], early, ADMIN, context)
    clock.set(local(10, 8))
    answer = await changed(ids[1], at(local(16, 17)), context)
    assert answer.changed_session_ids == [ids[1]]
    assert await wall_times(ids) == ["Mon 03-09 16:00", "Mon 03-16 17:00", "Mon 03-23 16:00", "Tue 03-10 08:00"]


async def test_too_few_seats_for_one_refuse_all_with_the_list(scene: Scene, context: Context) -> None:
    """R18."""
    ids = await ids_of(scene, context)
    await scene.book(context, ids[2])
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await changed(ids[1], at(local(16, 17), capacity=0), context)
    assert (refused.value.code, refused.value.facts) == ("capacity_below_seats", {"session_ids": [ids[2]]})
    assert await everything() == before


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (at(local(2, 15)), "startsAt"),
        (at(local(16, 17) + timedelta(seconds=1)), "startsAt"),
        (at(local(16, 17), timedelta(0)), "endsAt"),
        (later(starts_at=local(17, 17)), "endsAt"),
        (later(step_id=None), "stepId"),
        (later(is_makeup=True), "isMakeup"),
    ],
)
async def test_a_change_of_all_that_cannot_be_is_refused_whole(
    scene: Scene, context: Context, asked: ClassSessionChange, field: str
) -> None:
    ids = await ids_of(scene, context)
    before = await everything()
    with pytest.raises(InvalidFieldError, match=field):
        await changed(ids[1], asked, context)
    assert await everything() == before


async def test_no_class_is_moved_to_a_closed_date(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    await add_closure(scene.studio_id, date(2026, 3, 24))
    before = await everything()
    with pytest.raises(InvalidFieldError, match="startsAt: puts a class on 2026-03-24, when the studio is closed"):
        await changed(ids[1], at(local(17, 16)), context)
    assert await everything() == before
    await changed(ids[1], at(local(16, 17)), context)


async def test_no_class_is_moved_out_of_its_parts_window(scene: Scene, context: Context) -> None:
    """R17."""
    step_id = await add_step(scene.course_id, 1)
    ids = [one.id for one in (await made(scene.course_id, context, mondays(step_id=step_id))).sessions]
    await ClassStep.update({ClassStep.window_end: date(2026, 3, 30)}).where(ClassStep.id == step_id)
    before = await everything()
    with pytest.raises(InvalidFieldError, match="startsAt"):
        await changed(ids[1], at(local(17, 16)), context)
    assert await everything() == before
    await changed(ids[1], at(local(15, 16)), context)


async def test_from_a_session_that_is_cancelled_or_has_started_nothing_goes_on(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    ids = await ids_of(scene, context)
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == ids[2])
    clock.set(local(9, 16))
    before = await everything()
    for session_id, code in ((ids[0], "session_started"), (ids[2], "session_cancelled")):
        assert refusal(await change_in_scope(session_id, later(room="2"), ADMIN, context)) == code
        assert refusal(await remove_in_scope(session_id, LATER, ADMIN, context)) == code
    assert await everything() == before


async def test_a_session_that_stands_alone_has_no_later_ones(scene: Scene, context: Context) -> None:
    before = await everything()
    for attempt in (
        change_in_scope(scene.session_id, later(room="2"), ADMIN, context),
        remove_in_scope(scene.session_id, LATER, ADMIN, context),
    ):
        with pytest.raises(InvalidFieldError, match="scope"):
            await attempt
    for gone in (
        change_in_scope(999, later(room="2"), ADMIN, context),
        remove_in_scope(999, LATER, ADMIN, context),
    ):
        with pytest.raises(NotFoundError):
            await gone
    assert await everything() == before


async def test_one_is_changed_alone_unless_it_is_said(scene: Scene, context: Context) -> None:
    ids = await ids_of(scene, context)
    for asked in (ClassSessionChange(room="2"), ClassSessionChange(room="2", scope=ChangeScope.ONE)):
        assert (await changed(ids[1], asked, context)).changed_session_ids == []
    assert [(await read_session(one)).room for one in ids] == [None, "2", None, None]


async def test_a_hundred_classes_change_with_the_statements_of_one(scene: Scene, context: Context) -> None:
    daily = mondays(date(2026, 3, 9) + DAY * 99, date(2026, 3, 9), weekdays=list(range(1, 8)), local_start="19:00")
    sessions = (await made(scene.course_id, context, daily)).sessions
    for one in (sessions[-1], sessions[0], sessions[1]):
        await scene.book(context, one.id)
    last, first = sessions[-1], sessions[0]
    with statements() as for_one:
        await changed(last.id, at(last.starts_at + HOUR, capacity=9), context)
    with statements() as for_many:
        answer = await changed(first.id, at(first.starts_at + 2 * HOUR, capacity=9), context)
    assert len(answer.changed_session_ids) == 99
    assert len(for_many) <= len(for_one)
