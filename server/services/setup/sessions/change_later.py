"""Change a session and all later ones of its timetable: every one of them, or none (R3, R38)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from msgspec import UNSET

from server.contract.sessions import ChangedSession, ClassSession, ClassSessionChange
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.rules.verdict import Refused
from server.rules.vocabulary import AuditAction, AuditSubject, ReservationStatus
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act, record_acts
from server.services.booking.move_status import Move
from server.services.context import Context
from server.services.outcomes import Declined, InvalidFieldError
from server.services.setup.rows import change, find
from server.services.setup.schedule_lock import hold_schedule
from server.services.setup.sessions.checked_later import check_later
from server.services.setup.sessions.later_sessions import LaterSessions, hold_later
from server.services.setup.sessions.new_time import NewTime, new_time
from server.services.setup.sessions.present import present
from server.services.setup.sessions.write_sessions import write_sessions
from server.services.setup.timetables.hand_on import hand_on
from server.services.studio_acts.change_capacity import capacity_act
from server.services.studio_acts.move_class import ClassMove, move_people, reminding
from server.services.studio_acts.served_session import ServedStudio, studio_of_session
from server.tables import courses as tables

ALIKE: Final = ("capacity", "room", "instructor")
"""What all of them get as it is given."""


@dataclass(frozen=True)
class _Change:
    """A change that was checked: what is held, which of it changes and how, and where and by whom."""

    later: LaterSessions
    rows: Sequence[tables.ClassSession]
    time: NewTime
    alike: dict[str, Any]  # Any: a column's own type
    studio: ServedStudio
    back: Move

    def moves(self) -> list[ClassMove]:
        made = [self._move(row) for row in self.rows]
        return [moved for moved in made if moved.changes]

    def _move(self, row: tables.ClassSession) -> ClassMove:
        starts_at, ends_at = self.time.span_of(row)
        return ClassMove(row.id, self.studio.id, row.starts_at, row.ends_at, starts_at, ends_at)


async def change_later(
    session_id: int, asked: ClassSessionChange, actor: Actor, context: Context
) -> ChangedSession | Declined:
    """Return the session as it is now, with the ids of all that were changed.

    Each gets the session's new wall time and length and moves by as many days; people move with their class and get one
    message for each seat (R38). Declined with `session_cancelled` or `session_started`. Raises NotFoundError,
    InvalidFieldError for a session that no timetable made, a part, a span that is none, a start in the past or a date
    that is closed or outside the part's window, and ConflictError `capacity_below_seats` with the ids.
    """
    back = Move(ReservationStatus.PENDING, actor, context.now(), reason=asked.reason or None)
    studio = await studio_of_session(session_id, actor)
    _refuse_part(asked)
    async with write_transaction():
        await hold_schedule(studio.id)
        later = await hold_later(session_id)
        verdict = later.judge(back.at)
        if isinstance(verdict, Refused):
            return Declined(verdict, studio.zone)
        alike: dict[str, Any] = {name: value for name, value in given_fields(asked).items() if name in ALIKE}
        time = new_time(later.session, asked, studio.zone)
        made = _Change(later, later.changeable(back.at), time, alike, studio, back)
        moves = made.moves()
        await check_later(made.rows, moves, alike.get("capacity"), studio, back.at)
        await _write(made, moves)
        return _answer(await present(await find(tables.ClassSession, session_id)), made)


def _refuse_part(asked: ClassSessionChange) -> None:
    for name, value in (("stepId", asked.step_id), ("isMakeup", asked.is_makeup)):
        if value is not UNSET:
            raise InvalidFieldError(name, "is changed one session at a time")


async def _write(made: _Change, moves: Sequence[ClassMove]) -> None:
    timetable, days = await _timetable(made)
    await write_sessions([*_columns(made, moves, timetable.id, days)])
    await move_people(moves, made.back)
    if "capacity" in made.alike:
        acts = [capacity_act(row, made.studio.id, made.alike["capacity"], made.back.reason) for row in made.rows]
        await record_acts([act for act in acts if act is not None], made.back.actor, made.back.at)
    await record_act(_act(made, timetable, days), made.back.actor, made.back.at)


async def _timetable(made: _Change) -> tuple[tables.Timetable, int]:
    """Return the timetable that the sessions belong to from now on, and by how many days their dates differ there."""
    row, time = made.later.timetable, made.time
    days = 0
    if time.wall is not None and (time.days or time.wall.strftime("%H:%M") != row.local_start):
        days = time.days
        row = await hand_on(row, made.later.first_date, time.wall, days, made.back.at)
    length = {} if time.length is None else {"duration_minutes": max(1, time.length // timedelta(minutes=1))}
    return await change(row, {**made.alike, **length}), days


def _columns(
    made: _Change, moves: Sequence[ClassMove], timetable_id: int, days: int
) -> list[tuple[tables.ClassSession, dict[str, Any]]]:
    """All that were planned belong to the timetable that goes on, cancelled ones too: they are not made again."""
    move_of = {moved.session_id: moved for moved in moves}
    changing = {row.id for row in made.rows}
    found = []
    for row in made.later.planned:
        planned: date = row.planned_date
        values: dict[str, Any] = {"timetable": timetable_id, "planned_date": planned + timedelta(days=days)}
        if row.id in changing:
            values |= made.alike
        if row.id in move_of:
            moved = move_of[row.id]
            values |= {"starts_at": moved.starts_at, "ends_at": moved.ends_at}
            values |= reminding(moved, made.studio.zone, made.back.at)
        found.append((row, values))
    return found


def _act(made: _Change, timetable: tables.Timetable, days: int) -> Act:
    old = made.later.timetable
    facts: Facts = {
        "timetableId": old.id,
        "continuedBy": None if timetable.id == old.id else timetable.id,
        "fromDate": made.later.first_date.isoformat(),
        "untilDate": max(old.last_date, made.later.first_date).isoformat(),
        "days": days,
        "oldLocalStart": old.local_start,
        "localStart": timetable.local_start,
        "sessions": len(made.rows),
    }
    return Act(
        made.studio.id, AuditAction.TIMETABLE_CHANGED, AuditSubject.COURSE, old.course, made.back.reason, facts=facts
    )


def _answer(session: ClassSession, made: _Change) -> ChangedSession:
    return ChangedSession(
        **{name: getattr(session, name) for name in ClassSession.__struct_fields__},
        changed_session_ids=[row.id for row in sorted(made.rows, key=lambda row: (row.starts_at, row.id))],
    )
