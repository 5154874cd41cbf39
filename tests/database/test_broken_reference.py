"""A row that points at nothing, told apart from every other mistake by real errors of the engine under test."""

import sqlite3

import asyncpg
import pytest

from server.database.errors import broken_index, is_database_away, is_reference_broken
from server.tables.courses import Course
from server.tables.studios import Studio
from tests.builders import add_course, add_session, add_staff, add_studio

DATABASE_ERRORS = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)


async def test_a_child_of_a_parent_that_has_gone(database: None) -> None:
    with pytest.raises(DATABASE_ERRORS) as caught:
        await add_session(4711)
    assert is_reference_broken(caught.value)
    assert not is_database_away(caught.value)
    assert broken_index(caught.value) is None


async def test_a_parent_that_has_just_got_a_child(database: None) -> None:
    course_id = await add_course(await add_studio())
    await add_session(course_id)
    with pytest.raises(DATABASE_ERRORS) as caught:
        await Course.delete().where(Course.id == course_id)
    assert is_reference_broken(caught.value)


async def test_other_broken_rules_are_none(database: None) -> None:
    await add_staff(name="Kim")
    for statement in (
        "INSERT INTO staff_member (email, name, created_at) SELECT email, name, created_at FROM staff_member",
        "INSERT INTO studio (name) VALUES (NULL)",
        "UPDATE staff_member SET role = 'KING'",
    ):
        with pytest.raises(DATABASE_ERRORS) as caught:
            await Studio.raw(statement)
        assert not is_reference_broken(caught.value)


@pytest.mark.parametrize("error", [ValueError(), sqlite3.OperationalError("database is locked"), asyncpg.DataError()])
def test_another_error_is_none(error: Exception) -> None:
    assert not is_reference_broken(error)
