"""Rows of sessions.csv: class sessions, whose seats the reservations take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.rules.eligibility import SessionFacts
from server.rules.reminders import reminder_at
from server.rules.vocabulary import ImportKind
from server.services.importing.cells import Flaw, Numbered
from server.services.importing.lookups import own_ids, read_courses, read_steps
from server.services.importing.placed import Outcomes, Placed, unknown
from server.services.importing.plans import CourseFacts
from server.services.importing.rows import SessionRow
from server.services.importing.run import Run
from server.services.setup.sessions.checked_session import LONGEST_CLASS
from server.tables.courses import ClassSession


@dataclass(frozen=True, slots=True)
class _Known:
    """The courses and parts that a batch of sessions names, by their foreign ids, and each part's own course."""

    courses: Mapping[str, CourseFacts]
    steps: Mapping[str, int]
    course_of_step: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Session:
    """A session as it will be."""

    row: SessionRow
    course_id: int
    step_id: int | None
    ends_at: datetime
    capacity: int

    def facts(self, own_id: int) -> SessionFacts:
        """Return what a reservation asks about it."""
        is_cancelled = self.row.cancelled_at is not None
        return SessionFacts(
            id=own_id,
            course_id=self.course_id,
            starts_at=self.row.starts_at,
            ends_at=self.ends_at,
            capacity=self.capacity,
            seats_taken=0,
            part_id=self.step_id,
            is_makeup=self.row.is_makeup,
            is_cancelled=is_cancelled,
        )


async def place_sessions(rows: Sequence[Numbered[SessionRow]], run: Run) -> Outcomes:
    """Add class sessions. One whose reminders are due by now counts as reminded: an import writes to nobody."""
    known = await _known(rows, run)
    judged = {each.line: _judge(each.row, known) for each in rows}
    fit = {line: session for line, session in judged.items() if isinstance(session, _Session)}
    ids = dict(zip(fit, await run.new_ids(ClassSession, len(fit)), strict=True))
    await run.insert(
        ClassSession,
        "id, course, step, is_makeup, starts_at, ends_at, capacity, seats_taken, room, instructor, cancelled_at,"
        " reminded_at",
        [(ids[line], *_columns(session, run)) for line, session in fit.items()],
    )
    if run.plans is not None:
        run.plans.sessions |= {ids[line]: session.facts(ids[line]) for line, session in fit.items()}
    return {line: verdict if isinstance(verdict, Flaw) else Placed(ids[line]) for line, verdict in judged.items()}


def _columns(session: _Session, run: Run) -> tuple[object, ...]:
    row = session.row
    is_reminded = reminder_at(row.starts_at, run.zone) <= run.now
    return (
        session.course_id,
        session.step_id,
        row.is_makeup,
        row.starts_at,
        session.ends_at,
        session.capacity,
        0,
        row.room,
        row.instructor,
        row.cancelled_at,
        run.now if is_reminded else None,
    )


async def _known(rows: Sequence[Numbered[SessionRow]], run: Run) -> _Known:
    courses = await own_ids(ImportKind.COURSE, {each.row.course_id for each in rows}, run)
    steps = await own_ids(ImportKind.STEP, {each.row.step_id for each in rows if each.row.step_id}, run)
    facts = await read_courses(set(courses.values()), run)
    return _Known(
        {foreign_id: facts[own_id] for foreign_id, own_id in courses.items()},
        steps,
        await read_steps(set(steps.values()), run),
    )


def _judge(row: SessionRow, known: _Known) -> _Session | Flaw:
    course = known.courses.get(row.course_id)
    if course is None:
        return unknown("course", row.course_id, "course_id")
    step_id = None if row.step_id is None else known.steps.get(row.step_id)
    if row.step_id is not None:
        if step_id is None:
            return unknown("step", row.step_id, "step_id")
        if row.is_makeup:
            return Flaw("is not for a makeup session, which is open to every part", "step_id")
        if known.course_of_step[step_id] != course.id:
            return Flaw("is no part of this course", "step_id")
    ends_at = row.ends_at or row.starts_at + timedelta(minutes=course.duration_minutes)
    if not timedelta(0) < ends_at - row.starts_at <= LONGEST_CLASS:
        return Flaw("lies after starts_at, by 24 hours at most", "ends_at")
    return _Session(row, course.id, step_id, ends_at, course.capacity if row.capacity is None else row.capacity)
