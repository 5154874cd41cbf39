"""Sessions made from a weekly pattern: each date once, whatever has become of it since (R3)."""

from datetime import UTC, date, datetime

import pytest

from server.contract.paging import Paging
from server.contract.sessions import ClassSessionChange
from server.contract.timetables import SkippedDate
from server.rules.schedule import DateSkip
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.services.setup.courses.remove_course import remove_course
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.read_sessions import read_session
from server.services.setup.steps.remove_step import remove_step
from server.services.setup.timetables.make_timetable import MOST_SESSIONS
from server.services.setup.timetables.read_timetables import list_timetables
from server.tables.courses import ClassSession, Course, Timetable
from tests.builders import (
    STARTS_AT,
    TWO_HOURS,
    add_course,
    add_reservation,
    add_session,
    add_step,
    add_studio,
)
from tests.readings import acts, everything, statements
from tests.scene import Scene
from tests.timetables import ADMIN, DAY, TUESDAY, WEEK, local_starts, made, mondays


async def test_a_session_is_made_whole(scene: Scene, context: Context) -> None:
    answer = await made(scene.course_id, context, mondays(room="Studio 2", instructor="Maya", capacity=0))
    [first, *_] = answer.sessions
    session = await read_session(first.id)
    assert (session.starts_at, session.ends_at) == (first.starts_at, first.starts_at + TWO_HOURS)
    assert (session.ends_at, first.date, first.clock_change) == (first.ends_at, date(2026, 3, 9), None)
    assert (session.capacity, session.seats_taken, session.room, session.instructor) == (0, 0, "Studio 2", "Maya")
    assert (session.course_id, session.step_id, session.is_makeup) == (scene.course_id, None, False)
    assert session.timetable_id == answer.timetable.id


async def test_the_same_call_again_makes_nothing(scene: Scene, context: Context) -> None:
    first = await made(scene.course_id, context)
    before = await everything()
    again = await made(scene.course_id, context)
    assert (again.timetable, again.sessions) == (first.timetable, [])
    assert [(one.why, one.session_id) for one in again.skipped] == [
        (DateSkip.ALREADY_THERE, one.id) for one in first.sessions
    ]
    assert await everything() == before


async def test_a_later_end_makes_only_what_is_missing(scene: Scene, context: Context) -> None:
    first = await made(scene.course_id, context, mondays(date(2026, 3, 16)))
    longer = await made(scene.course_id, context)
    assert local_starts(longer) == ["03-23 16:00", "03-30 16:00"]
    assert (longer.timetable.id, longer.timetable.last_date) == (first.timetable.id, date(2026, 3, 30))
    earlier = await made(scene.course_id, context, mondays(date(2026, 3, 16), first=date(2026, 3, 9)))
    assert (earlier.sessions, earlier.timetable) == ([], longer.timetable)


async def test_a_session_that_was_moved_changed_or_cancelled_is_not_made_again(scene: Scene, context: Context) -> None:
    moved, changed, cancelled, _ = (await made(scene.course_id, context)).sessions
    later = ClassSessionChange(starts_at=moved.starts_at + DAY, ends_at=moved.ends_at + DAY)
    await change_session(moved.id, later, ADMIN, context)
    await change_session(changed.id, ClassSessionChange(capacity=3, room="2"), ADMIN, context)
    await ClassSession.update({ClassSession.cancelled_at: context.now()}).where(ClassSession.id == cancelled.id)
    again = await made(scene.course_id, context)
    assert again.sessions == []
    assert [(one.session_id, one.why) for one in again.skipped][:3] == [
        (moved.id, DateSkip.ALREADY_THERE),
        (changed.id, DateSkip.ALREADY_THERE),
        (cancelled.id, DateSkip.CANCELLED),
    ]


async def test_a_moved_session_is_known_to_a_pattern_with_more_weekdays_too(scene: Scene, context: Context) -> None:
    moved, *_ = (await made(scene.course_id, context)).sessions
    later = ClassSessionChange(starts_at=moved.starts_at + WEEK / 7, ends_at=moved.ends_at + WEEK / 7)
    await change_session(moved.id, later, ADMIN, context)
    wider = await made(scene.course_id, context, mondays(weekdays=[5, 1]))
    assert {one.date.isoweekday() for one in wider.sessions} == {5}
    assert (wider.timetable.weekdays, moved.id in {one.session_id for one in wider.skipped}) == ([1, 5], True)


async def test_a_session_made_by_hand_counts_and_belongs_to_the_timetable_from_then_on(
    scene: Scene, context: Context
) -> None:
    by_hand = await add_session(scene.course_id, datetime(2026, 3, 9, 20, tzinfo=UTC))
    answer = await made(scene.course_id, context)
    assert answer.skipped == [SkippedDate(date=date(2026, 3, 9), why=DateSkip.ALREADY_THERE, session_id=by_hand)]
    assert (await read_session(by_hand)).timetable_id == answer.timetable.id
    later = ClassSessionChange(starts_at=STARTS_AT + 10 * DAY, ends_at=STARTS_AT + 10 * DAY + TWO_HOURS)
    await change_session(by_hand, later, ADMIN, context)
    assert (await made(scene.course_id, context)).sessions == []


async def test_another_course_another_part_or_another_hour_is_no_session_of_this_one(
    scene: Scene, context: Context
) -> None:
    other = await add_course(scene.studio_id, "Drawing")
    assert len((await made(other, context)).sessions) == 4
    first = await made(scene.course_id, context)
    evening = await made(scene.course_id, context, mondays(local_start="19:00"))
    makeup = await made(scene.course_id, context, mondays(is_makeup=True))
    assert [len(one.sessions) for one in (first, evening, makeup)] == [4, 4, 4]
    assert len({one.timetable.id for one in (first, evening, makeup)}) == 3


async def test_two_thousand_sessions_are_made_with_few_statements(scene: Scene, context: Context) -> None:
    daily = mondays(TUESDAY + DAY * (MOST_SESSIONS - 1), weekdays=list(range(1, 8)), capacity=1)
    with statements() as few:
        assert len((await made(scene.course_id, context)).sessions) == 4
    with statements() as many:
        assert len((await made(scene.course_id, context, daily)).sessions) == MOST_SESSIONS - 4
    assert len(many) <= len(few) + MOST_SESSIONS // 500


async def test_a_course_that_is_gone_or_archived_is_told(scene: Scene, context: Context) -> None:
    with pytest.raises(NotFoundError, match="course"):
        await made(999, context)
    with pytest.raises(NotFoundError, match="course"):
        await list_timetables(999, Paging())
    await Course.update({Course.archived_at: context.now()}).where(Course.id == scene.course_id)
    before = await everything()
    with pytest.raises(NotFoundError, match="course"):
        await made(scene.course_id, context)
    assert await everything() == before


async def test_what_was_made_is_written_down_once(scene: Scene, context: Context) -> None:
    answer = await made(scene.course_id, context)
    await made(scene.course_id, context)
    [act] = await acts()
    assert (act.action, act.subject, act.subject_id) == (
        AuditAction.TIMETABLE_MADE,
        AuditSubject.COURSE,
        scene.course_id,
    )
    assert (act.facts["timetableId"], act.facts["sessions"], act.facts["untilDate"]) == (
        answer.timetable.id,
        4,
        "2026-03-30",
    )


async def test_the_timetables_of_a_course_are_listed(scene: Scene, context: Context) -> None:
    first = (await made(scene.course_id, context)).timetable
    other = (await made(scene.course_id, context, mondays(local_start="19:00", room="2"))).timetable
    await made(await add_course(scene.studio_id, "Drawing"), context)
    assert (await list_timetables(scene.course_id, Paging())).items == [first, other]
    page = await list_timetables(scene.course_id, Paging(1))
    assert (page.items, page.next_cursor is None) == ([first], False)


async def test_the_row_has_the_terms_that_were_asked_last(scene: Scene, context: Context) -> None:
    await made(scene.course_id, context)
    again = await made(scene.course_id, context, mondays(date(2026, 4, 6), capacity=12, duration_minutes=60))
    assert (again.timetable.capacity, again.timetable.duration_minutes, len(again.sessions)) == (12, 60, 1)
    rows = await ClassSession.select(ClassSession.capacity).where(ClassSession.timetable == again.timetable.id)
    assert sorted(row["capacity"] for row in rows) == [8, 8, 8, 8, 12]


async def test_a_course_or_part_goes_with_its_timetables(database: None, context: Context) -> None:
    course_id = await add_course(await add_studio())
    step_id = await add_step(course_id, 1)
    await made(course_id, context, mondays(step_id=step_id))
    await made(course_id, context, mondays(is_makeup=True))
    assert not (await remove_step(step_id, context)).archived
    assert await Timetable.count() == 1
    assert not (await remove_course(course_id, context)).archived
    assert (await Timetable.count(), await ClassSession.count()) == (0, 0)


async def test_an_archived_course_keeps_its_timetables_for_what_was_reserved(scene: Scene, context: Context) -> None:
    first, *_ = (await made(scene.course_id, context)).sessions
    await add_reservation(scene.pass_id, first.id)
    assert (await remove_course(scene.course_id, context)).archived
    assert await Timetable.count() == 1
    assert [row["id"] for row in await ClassSession.select().where(ClassSession.timetable.is_not_null())] == [first.id]
