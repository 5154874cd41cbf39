"""Rows of courses.csv."""

from collections.abc import Sequence
from typing import Any

from server.services.importing.cells import Numbered
from server.services.importing.placed import Outcomes, Placed
from server.services.importing.plans import CourseFacts
from server.services.importing.rows import CourseRow
from server.services.importing.run import Run
from server.tables.courses import Course


async def place_courses(rows: Sequence[Numbered[CourseRow]], run: Run) -> Outcomes:
    """Add courses; one that the studio has under the same name, and that no import has claimed, is taken as it is."""
    here = await _unclaimed(run)
    matched = {
        each.line: here.pop(each.row.name)
        for each in rows
        if each.row.archived_at is None and each.row.name in here  # `pop` in order: two rows never share a course
    }
    new = [each for each in rows if each.line not in matched]
    ids = await run.new_ids(Course, len(new))
    await run.insert(
        Course,
        "id, studio, name, description, capacity, duration_minutes, archived_at",
        [(own_id, run.studio_id, *_columns(each.row)) for own_id, each in zip(ids, new, strict=True)],
    )
    if run.plans is not None:
        run.plans.claimed_courses |= set(matched.values())
        for own_id, each in zip(ids, new, strict=True):
            run.plans.courses[own_id] = CourseFacts(own_id, each.row.capacity, each.row.duration_minutes)
    outcomes: Outcomes = {line: Placed(own_id, is_new=False) for line, own_id in matched.items()}
    return outcomes | {each.line: Placed(own_id) for own_id, each in zip(ids, new, strict=True)}


def _columns(row: CourseRow) -> tuple[object, ...]:
    return row.name, row.description, row.capacity, row.duration_minutes, row.archived_at


async def _unclaimed(run: Run) -> dict[str, int]:
    rows: list[dict[str, Any]] = await Course.raw(
        "SELECT c.id, c.name FROM course c WHERE c.studio = {} AND c.archived_at IS NULL AND NOT EXISTS"
        " (SELECT i.id FROM imported_row i WHERE i.kind = 'COURSE' AND i.own_id = c.id) ORDER BY c.id DESC",
        run.studio_id,
    )
    claimed = run.plans.claimed_courses if run.plans is not None else ()
    return {row["name"]: row["id"] for row in rows if row["id"] not in claimed}
