"""Rows of steps.csv: the parts of courses."""

from collections.abc import Collection, Sequence
from typing import Any

from server.rules.vocabulary import ImportKind
from server.services.importing.cells import Flaw, Numbered
from server.services.importing.lookups import own_ids
from server.services.importing.placed import Outcomes, Placed, unknown
from server.services.importing.rows import StepRow
from server.services.importing.run import Run
from server.tables.courses import ClassStep
from server.tables.sql_lists import placeholders

Positions = set[tuple[int, int]]
"""Courses, and the places in them that living parts have."""


async def place_steps(rows: Sequence[Numbered[StepRow]], run: Run) -> Outcomes:
    """Add parts of courses; a place that another living part of the course has is refused."""
    courses = await own_ids(ImportKind.COURSE, {each.row.course_id for each in rows}, run)
    taken = await _positions(set(courses.values()), run)
    judged = {each.line: _judge(each.row, courses.get(each.row.course_id), taken) for each in rows}
    fit = [(each, course) for each in rows if isinstance(course := judged[each.line], int)]
    ids = await run.new_ids(ClassStep, len(fit))
    await run.insert(
        ClassStep,
        "id, course, position, title, window_start, window_end, required_sequence, archived_at",
        [(own_id, course, *_columns(each.row)) for own_id, (each, course) in zip(ids, fit, strict=True)],
    )
    if run.plans is not None:
        run.plans.positions |= taken
        run.plans.steps |= {own_id: course for own_id, (_, course) in zip(ids, fit, strict=True)}
    outcomes: Outcomes = {line: verdict for line, verdict in judged.items() if isinstance(verdict, Flaw)}
    return outcomes | {each.line: Placed(own_id) for own_id, (each, _) in zip(ids, fit, strict=True)}


def _columns(row: StepRow) -> tuple[object, ...]:
    return row.position, row.title, row.window_start, row.window_end, row.required_sequence, row.archived_at


def _judge(row: StepRow, course: int | None, taken: Positions) -> int | Flaw:
    """Return the course; a place that is free is taken from now on."""
    if course is None:
        return unknown("course", row.course_id, "course_id")
    if row.window_start and row.window_end and row.window_end < row.window_start:
        return Flaw("lies before window_start", "window_end")
    if row.archived_at is None:
        if (course, row.position) in taken:
            return Flaw(f"the course has a part {row.position} already", "position")
        taken.add((course, row.position))
    return course


async def _positions(courses: Collection[int], run: Run) -> Positions:
    real = [each for each in courses if each > 0]
    rows: list[dict[str, Any]] = []
    if real:
        rows = await ClassStep.raw(
            f"SELECT course, position FROM class_step WHERE archived_at IS NULL AND course IN {placeholders(real)}",
            *real,
        )
    found = {(row["course"], row["position"]) for row in rows}
    return found if run.plans is None else found | run.plans.positions
