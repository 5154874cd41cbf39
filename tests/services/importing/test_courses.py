"""Courses and their parts."""

from pathlib import Path

from server.services.context import Context
from server.tables.courses import ClassStep, Course
from tests.builders import add_course, add_step, add_studio
from tests.imports import POTTERY, import_from, write_files

PART: dict[str, str] = {"id": "t1", "course_id": "c1", "position": "1", "title": "Throw"}


async def test_a_course_that_the_studio_has_by_name_is_taken_as_it_is(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    here = await add_course(studio_id, "Wheel Throwing", capacity=7)
    await add_course(await add_studio("Elsewhere"), "Glazing")
    folder = write_files(tmp_path, {"courses.csv": [POTTERY, POTTERY | {"id": "c2", "name": "Glazing"}]})
    dry = await import_from(folder, studio_id, context, is_dry=True)
    ran = await import_from(folder, studio_id, context)
    assert dry.said("courses.csv") == ran.said("courses.csv") == ["known here already, and linked", "added"]
    assert ran.own_id("courses.csv", "c1") == here
    rows = await Course.select(Course.name, Course.capacity).where(Course.studio == studio_id).order_by(Course.id)
    assert [(row["name"], row["capacity"]) for row in rows] == [("Wheel Throwing", 7), ("Glazing", 2)]


async def test_two_courses_of_one_name_are_two(tmp_path: Path, studio_id: int, context: Context) -> None:
    """Only one of them can be the one that is here."""
    await add_course(studio_id, "Wheel Throwing")
    rows = [POTTERY | {"id": f"c{number}"} for number in range(3)]
    folder = write_files(tmp_path, {"courses.csv": rows})
    for is_dry in (True, False):
        ran = await import_from(folder, studio_id, context, is_dry=is_dry)
        assert ran.said("courses.csv") == ["known here already, and linked", "added", "added"]
    assert await Course.count() == 3


async def test_parts_have_their_places_and_windows(tmp_path: Path, studio_id: int, context: Context) -> None:
    here = await add_course(studio_id, "Wheel Throwing")
    await add_step(here, 1)
    rows = [
        PART,
        PART | {"id": "t2", "position": "2", "window_start": "2026-03-02", "window_end": "2026-03-08"},
        PART | {"id": "t3", "position": "2"},
        PART | {"id": "t4", "position": "3", "window_start": "2026-03-08", "window_end": "2026-03-02"},
        PART | {"id": "t5", "position": "1", "archived_at": "2026-01-01T10:00"},
        PART | {"id": "t6", "position": "4", "course_id": "c9"},
        PART | {"id": "t7", "position": "5", "window_start": "2026-03-08"},
        PART | {"id": "t8", "position": "6", "window_start": "2026-03-09", "window_end": "2026-03-15"},
        PART
        | {
            "id": "t9",
            "position": "7",
            "window_start": "2026-03-15",
            "window_end": "2026-03-20",
            "archived_at": "2026-01-01T10:00",
        },
    ]
    folder = write_files(tmp_path, {"courses.csv": [POTTERY], "steps.csv": rows})
    for is_dry in (True, False):
        ran = await import_from(folder, studio_id, context, is_dry=is_dry)
        assert ran.said("steps.csv") == [
            "line 2, position: the course has a part 1 already",
            "added",
            "line 4, position: the course has a part 2 already",
            "line 5, window_end: lies before window_start",
            "added",
            "line 7, course_id: there is no course 'c9': it is in no file, or its row was refused",
            "line 8, window_start: overlaps with part 2: 2026-03-02 to 2026-03-08",
            "added",
            "added",
        ]
    assert await ClassStep.count().where(ClassStep.course == here) == 5
