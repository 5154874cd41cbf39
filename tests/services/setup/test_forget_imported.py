"""What is deleted is forgotten by its foreign id too: the next import brings it again."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from server.services.context import Context
from server.services.setup.courses.remove_course import remove_course
from server.services.setup.sessions.remove_session import remove_session
from server.services.setup.steps.remove_step import remove_step
from server.services.setup.studios.remove_studio import remove_studio
from server.tables.courses import Course
from server.tables.desk import AuditEntry
from server.tables.imports import ImportedRow
from tests.builders import add_course, add_studio
from tests.imports import NEXT_WEEK, POTTERY, import_from, write_files
from tests.later import removed
from tests.timetables import made

FILES = {
    "courses.csv": [POTTERY],
    "steps.csv": [{"id": "t1", "course_id": "c1", "position": "1", "title": "Throw"}],
    "sessions.csv": [NEXT_WEEK | {"step_id": "t1"}],
}

Remove = Callable[[int, Context], Awaitable[object]]


@pytest.mark.parametrize(
    ("remove", "foreign_id", "gone"),
    [
        (remove_session, "s1", ["sessions.csv"]),
        (remove_step, "t1", ["steps.csv", "sessions.csv"]),
        (remove_course, "c1", list(FILES)),
    ],
)
@pytest.mark.usefixtures("database")
async def test_what_is_deleted_comes_in_again(
    tmp_path: Path, context: Context, remove: Remove, foreign_id: str, gone: list[str]
) -> None:
    studio_id = await add_studio()
    folder = write_files(tmp_path, FILES)
    ran = await import_from(folder, studio_id, context)
    await remove(ran.own_id(gone[0], foreign_id), context)
    again = await import_from(folder, studio_id, context)
    assert {name: again.said(name) for name in FILES} == {
        name: ["added" if name in gone else "already there"] for name in FILES
    }


async def test_classes_that_go_with_all_later_ones_come_in_again(
    database: None, tmp_path: Path, context: Context
) -> None:
    """The timetable has made the imported one its own."""
    studio_id = await add_studio()
    folder = write_files(tmp_path, {"courses.csv": [POTTERY], "sessions.csv": [NEXT_WEEK]})
    ran = await import_from(folder, studio_id, context)
    await made(ran.own_id("courses.csv", "c1"), context)
    await removed(ran.own_id("sessions.csv", "s1"), context)
    assert (await import_from(folder, studio_id, context)).said("sessions.csv") == ["added"]


async def test_another_course_with_the_same_number_is_not_taken_for_the_one_that_is_gone(
    database: None, tmp_path: Path, context: Context
) -> None:
    """SQLite gives the highest id again once its row has gone."""
    studio_id = await add_studio()
    folder = write_files(tmp_path, {"courses.csv": [POTTERY]})
    ran = await import_from(folder, studio_id, context)
    await remove_course(ran.own_id("courses.csv", "c1"), context)
    await add_course(studio_id, "Glazing")
    assert (await import_from(folder, studio_id, context)).said("courses.csv") == ["added"]
    assert await Course.count() == 2


async def test_a_studio_that_nobody_knows_goes_with_what_was_imported(
    database: None, tmp_path: Path, context: Context
) -> None:
    """As after a run that died before it had written its act."""
    studio_id = await add_studio()
    await import_from(write_files(tmp_path, FILES), studio_id, context)
    await AuditEntry.delete(force=True)
    await remove_studio(studio_id, context)
    assert await ImportedRow.count() == 0
