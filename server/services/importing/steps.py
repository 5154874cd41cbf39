"""Rows of steps.csv: the parts of courses."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from server.rules.part_windows import PartWindow
from server.rules.vocabulary import ImportKind
from server.services.importing.cells import Flaw, Numbered
from server.services.importing.lookups import own_ids
from server.services.importing.placed import Outcomes, Placed, unknown
from server.services.importing.rows import StepRow
from server.services.importing.run import Run
from server.tables.courses import ClassStep
from server.tables.sql_lists import placeholders

Places = dict[int, dict[int, PartWindow]]
"""The places in each course that living parts have, and their windows."""


async def place_steps(rows: Sequence[Numbered[StepRow]], run: Run) -> Outcomes:
    """Add parts of courses; a place or a date that another living part of the course has is refused (R17)."""
    courses = await own_ids(ImportKind.COURSE, {each.row.course_id for each in rows}, run)
    taken = await _places(set(courses.values()), run)
    judged = {each.line: _judge(each.row, courses.get(each.row.course_id), taken) for each in rows}
    fit = [(each, course) for each in rows if isinstance(course := judged[each.line], int)]
    ids = await run.new_ids(ClassStep, len(fit))
    await run.insert(
        ClassStep,
        "id, course, position, title, window_start, window_end, required_sequence, archived_at",
        [(own_id, course, *_columns(each.row)) for own_id, (each, course) in zip(ids, fit, strict=True)],
    )
    if run.plans is not None:
        run.plans.parts |= taken
        run.plans.steps |= {own_id: course for own_id, (_, course) in zip(ids, fit, strict=True)}
    outcomes: Outcomes = {line: verdict for line, verdict in judged.items() if isinstance(verdict, Flaw)}
    return outcomes | {each.line: Placed(own_id) for own_id, (each, _) in zip(ids, fit, strict=True)}


def _columns(row: StepRow) -> tuple[object, ...]:
    return row.position, row.title, row.window_start, row.window_end, row.required_sequence, row.archived_at


def _judge(row: StepRow, course: int | None, taken: Places) -> int | Flaw:
    """Return the course; a place that is free is taken from now on."""
    if course is None:
        return unknown("course", row.course_id, "course_id")
    window = PartWindow(row.window_start, row.window_end)
    if window.is_backwards:
        return Flaw("lies before window_start", "window_end")
    if row.archived_at is None:
        flaw = _clash(row.position, window, taken[course])
        if flaw is not None:
            return flaw
        taken[course][row.position] = window
    return course


def _clash(position: int, window: PartWindow, others: Mapping[int, PartWindow]) -> Flaw | None:
    if position in others:
        return Flaw(f"the course has a part {position} already", "position")
    for place, other in others.items():
        if window.overlaps(other):
            return Flaw(f"overlaps with part {place}: {other}", "window_start")
    return None


async def _places(courses: Collection[int], run: Run) -> Places:
    real = [each for each in courses if each > 0]
    rows: list[dict[str, Any]] = []
    if real:
        rows = await ClassStep.raw(
            "SELECT course, position, window_start, window_end FROM class_step"
            f" WHERE archived_at IS NULL AND course IN {placeholders(real)}",
            *real,
        )
    found: Places = {course: {} for course in courses}
    for row in rows:
        found[row["course"]][row["position"]] = PartWindow(row["window_start"], row["window_end"])
    planned = {} if run.plans is None else run.plans.parts
    return {course: parts | planned.get(course, {}) for course, parts in found.items()}
