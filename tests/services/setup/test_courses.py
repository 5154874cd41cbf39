import pytest

from server.contract.courses import CourseChange, CourseRequest
from server.contract.paging import Paging
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.setup.courses.change_course import change_course
from server.services.setup.courses.create_course import create_course
from server.services.setup.courses.read_courses import list_courses, read_course
from server.services.setup.courses.remove_course import remove_course
from server.services.setup.studios.remove_studio import remove_studio
from server.tables.courses import ClassSession, Course
from tests.builders import (
    add_course,
    add_customer,
    add_note,
    add_pass,
    add_product,
    add_reservation,
    add_session,
    add_step,
    add_studio,
)
from tests.readings import everything


def pottery(studio_id: int) -> CourseRequest:
    return CourseRequest(studio_id=studio_id, name="Pottery", capacity=8, duration_minutes=90)


async def test_a_course_belongs_to_its_studio(database: None) -> None:
    studio_id, elsewhere = await add_studio(), await add_studio("Elsewhere")
    course = await create_course(pottery(studio_id))
    assert course == await read_course(course.id)
    assert (course.capacity, course.duration_minutes, course.description) == (8, 90, "")
    assert [each.id for each in (await list_courses(studio_id, Paging())).items] == [course.id]
    assert (await list_courses(elsewhere, Paging())).items == []
    assert len((await list_courses(None, Paging())).items) == 1


async def test_a_studio_that_is_not_there_takes_no_course(database: None, context: Context) -> None:
    archived = await add_studio()
    await add_customer(archived)
    await remove_studio(archived, context)
    for studio_id in (7, archived):
        with pytest.raises(InvalidFieldError) as refused:
            await create_course(pottery(studio_id))
        assert refused.value.field == "studioId"
    assert await Course.count() == 0


async def test_a_changed_course_leaves_its_sessions_as_they_are(database: None) -> None:
    course_id = await add_course(await add_studio())
    await add_session(course_id, capacity=10)
    before = (await everything())["class_session"]
    course = await change_course(course_id, CourseChange(capacity=4, description=None))
    assert (course.capacity, course.description, course.name) == (4, "", "Pottery")
    assert (await everything())["class_session"] == before


async def test_a_course_that_nobody_bought_goes_with_its_parts_and_sessions(database: None, context: Context) -> None:
    studio_id = await add_studio()
    course_id, neighbour = await add_course(studio_id), await add_course(studio_id, "Drawing")
    await add_session(course_id, step_id=await add_step(course_id, 1))
    product_id = await add_product(studio_id, course_id, neighbour)
    assert not (await remove_course(course_id, context)).archived
    left = await everything()
    assert [row["id"] for row in left["course"]] == [neighbour]
    assert left["class_session"] == left["class_step"] == []
    assert [(row["pass_product"], row["course"]) for row in left["pass_product_course"]] == [(product_id, neighbour)]


async def test_a_course_that_a_pass_covers_is_archived_and_loses_its_unreserved_classes(
    database: None, context: Context
) -> None:
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    await add_pass(await add_customer(studio_id), studio_id, course_id)
    await add_session(course_id)
    assert (await remove_course(course_id, context)).archived
    assert (await read_course(course_id)).archived_at == context.now()
    assert (await list_courses(studio_id, Paging())).items == []
    assert await ClassSession.count() == 0


async def test_a_course_that_was_reserved_keeps_those_classes_even_when_given_up(
    database: None, context: Context
) -> None:
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    session_id = await add_session(course_id)
    pass_id = await add_pass(await add_customer(studio_id), studio_id)
    await add_reservation(pass_id, session_id, ReservationStatus.CANCELLED)
    assert (await remove_course(course_id, context)).archived
    assert [row["id"] for row in (await everything())["class_session"]] == [session_id]


async def test_a_course_with_a_note_on_a_class_is_archived_and_keeps_that_class(
    database: None, context: Context
) -> None:
    studio_id = await add_studio()
    course_id = await add_course(studio_id)
    noted, _ = await add_session(course_id), await add_session(course_id)
    await add_note(studio_id, "The kiln is on", session_id=noted)
    assert (await remove_course(course_id, context)).archived
    assert [row["id"] for row in (await everything())["class_session"]] == [noted]


async def test_a_course_that_is_not_there_is_not_found(database: None, context: Context) -> None:
    for attempt in (read_course(7), change_course(7, CourseChange(name="K")), remove_course(7, context)):
        with pytest.raises(NotFoundError, match="course"):
            await attempt
