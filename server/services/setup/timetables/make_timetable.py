"""Make class sessions from a weekly pattern: in local wall time, once for each date, in one transaction (R3)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from server.contract.timetables import MadeTimetable, PlannedSession, TimetableRequest
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act
from server.services.booking.locks import lock_sessions
from server.services.context import Context
from server.services.outcomes import InvalidFieldError
from server.services.setup.rows import find
from server.services.setup.schedule_lock import hold_course, hold_schedule
from server.services.setup.sessions.checked_session import check_span
from server.services.setup.timetables.closed_dates import closed_dates
from server.services.setup.timetables.pattern_row import row_of_pattern
from server.services.setup.timetables.plan import Plan, PlannedStart, Surroundings, plan
from server.services.setup.timetables.present import present
from server.services.setup.timetables.standing import standing
from server.services.setup.timetables.taught import Taught, taught
from server.services.setup.timetables.wall_time import is_a_date, wall_start, weekly_dates
from server.tables.courses import ClassSession, Course, Timetable
from server.tables.sql_lists import insert_rows

MOST_SESSIONS: Final = 2000
"""The most dates that one call may be about."""

MARGIN: Final = timedelta(days=2)
"""Days beyond a span of local dates that hold its instants in every zone."""

_COLUMNS: Final = (
    "course, step, is_makeup, starts_at, ends_at, capacity, seats_taken, room, instructor, timetable, planned_date"
)


async def make_timetable(course_id: int, asked: TimetableRequest, actor: Actor, context: Context) -> MadeTimetable:
    """Make a session for each date of the pattern that has none; say which were made and which were not, and why.

    The same again makes nothing; a later `until` makes what is missing; a session that was moved, changed or cancelled
    is not made again, and dates that have begun, are closed or lie outside the part's window are passed over.

    Raises NotFoundError for a course that is not there, InvalidFieldError for a part that does not fit, weekdays that
    are named twice, an end before the start and more than 2,000 dates, WrongDateError for dates that are too far.
    """
    dates = _checked_dates(asked)
    now = context.now()
    studio_id = (await find(Course, course_id)).studio
    async with write_transaction():
        await hold_schedule(studio_id)
        held = await _hold_made_by_hand(course_id, dates)
        await hold_course(course_id)
        course = await taught(course_id, asked)
        planned = await _plan(course, asked, dates, now)
        row, is_new = await row_of_pattern(course, asked, now)
        await _adopt(row, {session_id: planned.by_hand[session_id] for session_id in held & planned.by_hand.keys()})
        await _insert(row, planned.starts)
        if planned.starts or is_new:
            await record_act(_act(row, studio_id, len(planned.starts)), actor, now)
        return MadeTimetable(timetable=present(row), sessions=await _made(row, planned.starts), skipped=planned.skipped)


def _checked_dates(asked: TimetableRequest) -> list[date]:
    if len(set(asked.weekdays)) < len(asked.weekdays):
        raise InvalidFieldError("weekdays", "names a day twice")
    if asked.last_date < asked.first_date:
        raise InvalidFieldError("until", "lies before from")
    dates = weekly_dates(asked.weekdays, asked.first_date, asked.last_date, MOST_SESSIONS + 1)
    if len(dates) > MOST_SESSIONS:
        raise InvalidFieldError("until", f"makes more than {MOST_SESSIONS:,} sessions in one call: end it earlier")
    if not dates:
        raise InvalidFieldError("weekdays", "none of them lies between from and until")
    return dates


async def _hold_made_by_hand(course_id: int, dates: Sequence[date]) -> frozenset[int]:
    """Hold what the timetable may come to own, before the course; which of them stand in its place shows only later."""
    rows: list[dict[str, Any]] = await ClassSession.raw(
        "SELECT id FROM class_session WHERE course = {} AND timetable IS NULL AND starts_at >= {} AND starts_at < {}",
        course_id,
        datetime.combine(dates[0] - MARGIN, time(), UTC),
        datetime.combine(dates[-1] + MARGIN, time(), UTC),
    )
    ids = frozenset(row["id"] for row in rows)
    await lock_sessions(ids)
    return ids


async def _plan(course: Taught, asked: TimetableRequest, days: Sequence[date], now: datetime) -> Plan:
    wall = time.fromisoformat(asked.local_start)
    starts = [(day, wall_start(day, wall, course.zone) if is_a_date(day, course.zone) else None) for day in days]
    existing = {day: start.at for day, start in starts if start is not None}
    if existing:
        last = max(existing.values())
        check_span(last, last + timedelta(minutes=asked.duration_minutes))
    around = Surroundings(
        taught=course,
        standing=await standing(course, asked.local_start, existing),
        closures=await closed_dates(course.studio_id, days[0], days[-1]),
        now=now,
    )
    return plan(starts, around)


async def _adopt(row: Timetable, sessions: Mapping[int, date]) -> None:
    """A session made by hand that stands where the pattern would put one is the timetable's from now on."""
    for session_id, day in sessions.items():
        await ClassSession.raw(
            "UPDATE class_session SET timetable = {}, planned_date = {} WHERE id = {} AND timetable IS NULL",
            row.id,
            day,
            session_id,
        )


async def _insert(row: Timetable, starts: Sequence[PlannedStart]) -> None:
    length = timedelta(minutes=row.duration_minutes)
    values = [
        (
            row.course,
            row.step,
            row.is_makeup,
            start.starts_at,
            start.starts_at + length,
            row.capacity,
            0,
            row.room,
            row.instructor,
            row.id,
            start.date,
        )
        for start in starts
    ]
    await insert_rows(ClassSession, _COLUMNS, values)


async def _made(row: Timetable, starts: Sequence[PlannedStart]) -> list[PlannedSession]:
    if not starts:
        return []
    rows: list[dict[str, Any]] = await ClassSession.raw(
        "SELECT id, planned_date, starts_at, ends_at FROM class_session"
        " WHERE timetable = {} AND planned_date >= {} AND planned_date <= {}",
        row.id,
        starts[0].date,
        starts[-1].date,
    )
    made = {one["planned_date"]: one for one in rows}
    return [_session(start, made[start.date]) for start in starts]


def _session(start: PlannedStart, made: Mapping[str, Any]) -> PlannedSession:
    return PlannedSession(
        id=made["id"],
        date=start.date,
        starts_at=made["starts_at"],
        ends_at=made["ends_at"],
        clock_change=start.clock_change,
    )


def _act(row: Timetable, studio_id: int, sessions: int) -> Act:
    facts: Facts = {
        "timetableId": row.id,
        "weekdays": row.weekdays,
        "localStart": row.local_start,
        "fromDate": row.first_date.isoformat(),
        "untilDate": row.last_date.isoformat(),
        "sessions": sessions,
    }
    return Act(studio_id, AuditAction.TIMETABLE_MADE, AuditSubject.COURSE, row.course, facts=facts)
