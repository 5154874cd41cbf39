"""Class sessions: what the course says where the row does not, and what cannot be."""

from pathlib import Path

from server.services.context import Context
from server.tables.courses import ClassSession
from tests.imports import NEXT_WEEK, POTTERY, at, import_from, write_files

COURSES = [POTTERY, POTTERY | {"id": "c2", "name": "Mugs"}]
PARTS = [{"id": "t1", "course_id": "c2", "position": "1", "title": "Throw"}]


async def test_end_and_capacity_are_the_courses_unless_the_row_says_so(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    longer = NEXT_WEEK | {"id": "s2", "ends_at": "2026-03-09T19:00", "capacity": "7", "room": "Attic"}
    folder = write_files(tmp_path, {"courses.csv": COURSES, "sessions.csv": [NEXT_WEEK, longer]})
    await import_from(folder, studio_id, context)
    rows = await ClassSession.select().order_by(ClassSession.id)
    found = [(row["ends_at"], row["capacity"], row["room"], row["seats_taken"]) for row in rows]
    assert found == [(at(2026, 3, 9, 22), 2, None, 0), (at(2026, 3, 9, 23), 7, "Attic", 0)]


async def test_a_class_at_a_wall_time_keeps_it_on_both_sides_of_a_change(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """R3: the clocks of New York go forward on 8 March 2026."""
    before = NEXT_WEEK | {"id": "s0", "starts_at": "2026-03-07T16:00"}
    await import_from(
        write_files(tmp_path, {"courses.csv": COURSES, "sessions.csv": [before, NEXT_WEEK]}), studio_id, context
    )
    rows = await ClassSession.select(ClassSession.starts_at).order_by(ClassSession.id)
    assert [row["starts_at"] for row in rows] == [at(2026, 3, 7, 21), at(2026, 3, 9, 20)]


async def test_what_cannot_be_a_class_is_refused(tmp_path: Path, studio_id: int, context: Context) -> None:
    rows = [
        NEXT_WEEK | {"ends_at": "2026-03-09T16:00"},
        NEXT_WEEK | {"id": "s2", "ends_at": "2026-03-10T16:01"},
        NEXT_WEEK | {"id": "s3", "course_id": "c9"},
        NEXT_WEEK | {"id": "s4", "step_id": "t1"},
        NEXT_WEEK | {"id": "s5", "step_id": "t9"},
        NEXT_WEEK | {"id": "s6", "course_id": "c2", "step_id": "t1", "is_makeup": "true"},
        NEXT_WEEK | {"id": "s7", "course_id": "c2", "step_id": "t1"},
    ]
    folder = write_files(tmp_path, {"courses.csv": COURSES, "steps.csv": PARTS, "sessions.csv": rows})
    for is_dry in (True, False):
        ran = await import_from(folder, studio_id, context, is_dry=is_dry)
        assert ran.said("sessions.csv") == [
            "line 2, ends_at: lies after starts_at, by 24 hours at most",
            "line 3, ends_at: lies after starts_at, by 24 hours at most",
            "line 4, course_id: there is no course 'c9': it is in no file, or its row was refused",
            "line 5, step_id: is no part of this course",
            "line 6, step_id: there is no step 't9': it is in no file, or its row was refused",
            "line 7, step_id: is not for a makeup session, which is open to every part",
            "added",
        ]
