from datetime import UTC, date, datetime, timedelta

import pytest

from server.contract.base import WrongDateError
from server.contract.paging import Paging
from server.contract.sessions import ClassSession, ClassSessionChange, ClassSessionRequest
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.create_session import create_session
from server.services.setup.sessions.read_sessions import WantedSessions, list_sessions, read_session
from server.services.setup.sessions.remove_session import remove_session
from server.tables import courses as tables
from tests import actors
from tests.builders import (
    STARTS_AT,
    TWO_HOURS,
    add_course,
    add_note,
    add_reservation,
    add_session,
    add_step,
    add_studio,
)
from tests.readings import everything
from tests.scene import Scene

DAY = timedelta(days=1)
ADMIN = actors.admin(1)


async def changed(session_id: int, asked: ClassSessionChange, context: Context) -> ClassSession:
    """Change a session as an admin, and insist that it worked."""
    outcome = await change_session(session_id, asked, ADMIN, context)
    assert isinstance(outcome, ClassSession), outcome
    return outcome


async def test_a_session_takes_length_and_capacity_from_its_course(database: None) -> None:
    course_id = await add_course(await add_studio(), capacity=6)
    session = await create_session(ClassSessionRequest(course_id=course_id, starts_at=STARTS_AT))
    assert (session.capacity, session.ends_at) == (6, STARTS_AT + TWO_HOURS)
    assert (session.course_name, session.step_title, session.seats_taken) == ("Pottery", None, 0)


async def test_a_session_has_what_it_says_itself(database: None) -> None:
    course_id = await add_course(await add_studio())
    step_id = await add_step(course_id, 1, "Handles")
    asked = ClassSessionRequest(
        course_id=course_id,
        starts_at=datetime.fromisoformat("2026-03-02T16:00:00-05:00"),
        ends_at=STARTS_AT + timedelta(hours=1),
        capacity=0,
        step_id=step_id,
        room="Studio 2",
        instructor="Sam",
    )
    session = await create_session(asked)
    assert session == await read_session(session.id)
    assert (session.starts_at, session.starts_at.tzinfo) == (STARTS_AT, UTC)
    assert (session.capacity, session.step_title, session.room, session.instructor) == (0, "Handles", "Studio 2", "Sam")


async def test_an_end_that_the_courses_length_carries_past_the_last_year_is_refused(database: None) -> None:
    course_id = await add_course(await add_studio())
    last_start = datetime(2100, 12, 31, 22, tzinfo=UTC) - timedelta(seconds=1)
    with pytest.raises(WrongDateError):
        await create_session(ClassSessionRequest(course_id=course_id, starts_at=last_start + timedelta(seconds=1)))
    assert await tables.ClassSession.count() == 0
    session = await create_session(ClassSessionRequest(course_id=course_id, starts_at=last_start))
    assert session.ends_at == last_start + TWO_HOURS


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1), DAY + timedelta(seconds=1)])
async def test_a_class_ends_after_it_begins_and_within_a_day(
    database: None, length: timedelta, context: Context
) -> None:
    course_id = await add_course(await add_studio())
    session_id = await add_session(course_id)
    before = await everything()
    with pytest.raises(InvalidFieldError, match="endsAt"):
        await create_session(ClassSessionRequest(course_id=course_id, starts_at=STARTS_AT, ends_at=STARTS_AT + length))
    with pytest.raises(InvalidFieldError, match="endsAt"):
        await changed(session_id, ClassSessionChange(ends_at=STARTS_AT + length), context)
    assert await everything() == before


async def test_a_session_of_a_course_with_parts_is_of_one_of_them_or_a_makeup(database: None) -> None:
    """R17."""
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    step_id, foreign = await add_step(course_id, 1), await add_step(await add_course(studio_id, "Drawing"), 1)
    refused = [
        ClassSessionRequest(course_id=course_id, starts_at=STARTS_AT),
        ClassSessionRequest(course_id=course_id, starts_at=STARTS_AT, step_id=foreign),
        ClassSessionRequest(course_id=course_id, starts_at=STARTS_AT, step_id=9999),
        ClassSessionRequest(course_id=course_id, starts_at=STARTS_AT, step_id=step_id, is_makeup=True),
    ]
    for asked in refused:
        with pytest.raises(InvalidFieldError, match="stepId"):
            await create_session(asked)
    assert await tables.ClassSession.count() == 0
    await create_session(ClassSessionRequest(course_id=course_id, starts_at=STARTS_AT, step_id=step_id))
    await create_session(ClassSessionRequest(course_id=course_id, starts_at=STARTS_AT, is_makeup=True))


async def test_a_part_and_a_makeup_are_changed_together(database: None, context: Context) -> None:
    """R17."""
    course_id = await add_course(await add_studio())
    session_id = await add_session(course_id, step_id=await add_step(course_id, 1))
    for half in (ClassSessionChange(is_makeup=True), ClassSessionChange(step_id=None)):
        with pytest.raises(InvalidFieldError, match="stepId"):
            await changed(session_id, half, context)
    session = await changed(session_id, ClassSessionChange(is_makeup=True, step_id=None), context)
    assert (session.is_makeup, session.step_id) == (True, None)


async def test_capacity_never_goes_below_the_seats_taken(scene: Scene, context: Context) -> None:
    """R18."""
    await scene.book(context)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await changed(scene.session_id, ClassSessionChange(capacity=0), context)
    assert refused.value.code == "capacity_below_seats"
    assert await everything() == before
    assert (await changed(scene.session_id, ClassSessionChange(capacity=1), context)).capacity == 1


async def test_the_part_that_was_promised_stays_once_somebody_reserved(scene: Scene, context: Context) -> None:
    """Also where the reservation is given up: it can be reinstated (R36)."""
    await add_reservation(scene.pass_id, scene.session_id, ReservationStatus.AUTO_CANCELLED)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await changed(scene.session_id, ClassSessionChange(is_makeup=True), context)
    assert refused.value.code == "session_has_reservations"
    assert await everything() == before


async def test_a_reserved_session_takes_a_change_that_breaks_no_promise(scene: Scene, context: Context) -> None:
    await scene.book(context)
    asked = ClassSessionChange(starts_at=STARTS_AT, is_makeup=False, room="Studio 2", instructor=None)
    session = await changed(scene.session_id, asked, context)
    assert (session.room, session.starts_at, session.seats_taken) == ("Studio 2", STARTS_AT, 1)


async def test_a_session_that_nobody_reserved_moves(database: None, context: Context) -> None:
    session_id = await add_session(await add_course(await add_studio()))
    later = STARTS_AT + DAY
    session = await changed(session_id, ClassSessionChange(starts_at=later, ends_at=later + TWO_HOURS), context)
    assert (session.starts_at, session.ends_at) == (later, later + TWO_HOURS)


async def test_a_session_that_nobody_reserved_is_deleted(database: None, context: Context) -> None:
    course_id = await add_course(await add_studio())
    session_id, neighbour = await add_session(course_id), await add_session(course_id)
    assert not (await remove_session(session_id, context)).archived
    assert [row["id"] for row in (await everything())["class_session"]] == [neighbour]


async def test_a_session_with_people_in_it_is_not_taken_away(scene: Scene, context: Context) -> None:
    await scene.book(context)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await remove_session(scene.session_id, context)
    assert refused.value.code == "session_has_reservations"
    assert await everything() == before


async def test_a_session_that_everybody_gave_up_is_kept_as_cancelled(scene: Scene, context: Context) -> None:
    await add_reservation(scene.pass_id, scene.session_id, ReservationStatus.CANCELLED)
    assert (await remove_session(scene.session_id, context)).archived
    assert (await read_session(scene.session_id)).cancelled_at == context.now()


async def test_a_session_with_a_note_is_kept_as_cancelled(scene: Scene, context: Context) -> None:
    await add_note(scene.studio_id, "The kiln is on", session_id=scene.session_id)
    assert (await remove_session(scene.session_id, context)).archived
    assert (await read_session(scene.session_id)).cancelled_at == context.now()


async def test_sessions_are_listed_by_their_studios_dates(database: None) -> None:
    """R1: 23:30 in New York is tomorrow in UTC."""
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    late = await add_session(course_id, datetime(2026, 3, 3, 4, 30, tzinfo=UTC))
    early = await add_session(course_id, datetime(2026, 3, 2, 5, tzinfo=UTC))
    await add_session(course_id, datetime(2026, 3, 3, 5, tzinfo=UTC))
    await add_session(await add_course(await add_studio("Elsewhere", timezone="Asia/Tokyo")))
    monday = date(2026, 3, 2)
    for wanted in (WantedSessions(studio_id, None, monday, monday), WantedSessions(None, course_id, monday, monday)):
        assert [each.id for each in (await list_sessions(wanted, Paging())).items] == [early, late]
    assert len((await list_sessions(WantedSessions(studio_id, first=date(2026, 3, 3)), Paging())).items) == 1
    assert len((await list_sessions(WantedSessions(), Paging())).items) == 4


async def test_dates_of_several_zones_need_a_studio(database: None) -> None:
    wanted = WantedSessions(first=date(2026, 3, 2))
    assert (await list_sessions(wanted, Paging())).items == []
    await add_studio()
    assert (await list_sessions(wanted, Paging())).items == []
    await add_studio("Elsewhere", timezone="Asia/Tokyo")
    with pytest.raises(InvalidFieldError, match="studioId"):
        await list_sessions(wanted, Paging())


async def test_a_session_or_a_course_that_is_not_there_is_told(database: None, context: Context) -> None:
    for attempt in (
        read_session(7),
        changed(7, ClassSessionChange(capacity=1), context),
        remove_session(7, context),
    ):
        with pytest.raises(NotFoundError, match="class session"):
            await attempt
    with pytest.raises(InvalidFieldError, match="courseId"):
        await create_session(ClassSessionRequest(course_id=7, starts_at=STARTS_AT))


async def test_a_neighbouring_session_stays_when_one_changes(scene: Scene, context: Context) -> None:
    neighbour = await add_session(scene.course_id)
    before = await read_session(neighbour)
    await changed(scene.session_id, ClassSessionChange(capacity=3), context)
    assert await read_session(neighbour) == before
