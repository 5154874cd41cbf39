"""Which sessions a pattern finds there already: at its instants, or made for its dates and moved since.

A pattern that was changed for "this and all later ones" has handed its dates on to another timetable. That is no
column: it is what the studio wrote down when it changed them (`TIMETABLE_CHANGED` in `audit_entry`, decision 0008).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.setup.timetables.taught import Taught
from server.tables.courses import ClassSession, Timetable
from server.tables.desk import AuditEntry

_SELECT = """
SELECT id, step, is_makeup, starts_at, cancelled_at, timetable, planned_date FROM class_session
 WHERE course = {} AND (starts_at >= {} AND starts_at <= {} OR planned_date >= {} AND planned_date <= {}) ORDER BY id
"""


@dataclass(frozen=True)
class StandingSession:
    """A session that is there, and the date for which a timetable made it; None: it was made by hand."""

    id: int
    starts_at: datetime
    is_cancelled: bool
    timetable_id: int | None
    planned_date: date | None


class HandedOn(msgspec.Struct, rename="camel", frozen=True):
    """The dates that a timetable has handed on to another, both inclusive; there each is some days later."""

    timetable_id: int
    continued_by: int | None
    from_date: date
    until_date: date
    days: int

    def covers(self, day: date) -> bool:
        """Tell whether a date of the timetable was handed on."""
        return self.continued_by is not None and self.from_date <= day <= self.until_date


@dataclass(frozen=True)
class Standing:
    """The sessions of a course that stand in a span of dates, as a pattern looks for them.

    `at` are those of the pattern's part, `planned` those that a timetable made, whatever part they were given since.
    """

    at: Mapping[datetime, StandingSession]
    planned: Mapping[tuple[int, date], StandingSession]
    handed_on: Mapping[int, Sequence[HandedOn]]
    same_start: Sequence[int]
    """The timetables of this course and part that have, or had, the pattern's local start."""

    def on(self, day: date, starts_at: datetime) -> StandingSession | None:
        """Return the session that is there for a date of the pattern; None where one is to be made."""
        for timetable_id in self.same_start:
            found = self._made_for(timetable_id, day)
            if found is not None:
                return found
        return self.at.get(starts_at)

    def _made_for(self, timetable_id: int, day: date) -> StandingSession | None:
        found = self.planned.get((timetable_id, day))
        if found is not None:
            return found
        for one in self.handed_on.get(timetable_id, ()):
            if one.continued_by is not None and one.covers(day):
                found = self._made_for(one.continued_by, day + timedelta(days=one.days))
                if found is not None:
                    return found
        return None


async def standing(taught: Taught, local_start: str, starts: Mapping[date, datetime]) -> Standing:
    """Return what stands for the dates of a pattern, each with its start (UTC).

    Belongs in a transaction that holds the studio's schedule.
    """
    if not starts:
        return Standing({}, {}, {}, ())
    timetables = await timetables_of(taught)
    handed_on = await _handed_on(taught.course_id, {row.id: row.created_at for row in timetables})
    reach = timedelta(days=sum(abs(one.days) for ones in handed_on.values() for one in ones))
    rows: list[dict[str, Any]] = await ClassSession.raw(
        _SELECT, taught.course_id, min(starts.values()), max(starts.values()), min(starts) - reach, max(starts) + reach
    )
    found = [_session(row) for row in rows]
    alike = {row["id"] for row in rows if (row["step"], row["is_makeup"]) == (taught.step_id, taught.is_makeup)}
    return Standing(
        at={one.starts_at: one for one in reversed(found) if one.id in alike},
        planned={(one.timetable_id, one.planned_date): one for one in found if one.timetable_id and one.planned_date},
        handed_on=handed_on,
        same_start=[row.id for row in timetables if row.local_start == local_start],
    )


async def timetables_of(taught: Taught) -> list[Timetable]:
    """Return all timetables of a course and part, the newest first."""
    rows = await Timetable.objects().where(Timetable.course == taught.course_id).order_by(Timetable.id, ascending=False)
    return [row for row in rows if (row.step, row.is_makeup) == (taught.step_id, taught.is_makeup)]


async def _handed_on(course_id: int, made_at: Mapping[int, datetime]) -> Mapping[int, Sequence[HandedOn]]:
    """What was written down before a timetable was made is another's: SQLite gives a deleted row's id away again."""
    rows = await AuditEntry.select(AuditEntry.facts, AuditEntry.at).where(
        AuditEntry.action == AuditAction.TIMETABLE_CHANGED,
        AuditEntry.subject == AuditSubject.COURSE,
        AuditEntry.subject_id == course_id,
    )
    found: defaultdict[int, list[HandedOn]] = defaultdict(list)
    for row in rows:
        one = msgspec.json.decode(row["facts"], type=HandedOn)
        if one.timetable_id in made_at and made_at[one.timetable_id] <= row["at"]:
            found[one.timetable_id].append(one)
    return found


def _session(row: Mapping[str, Any]) -> StandingSession:
    return StandingSession(
        id=row["id"],
        starts_at=row["starts_at"],
        is_cancelled=row["cancelled_at"] is not None,
        timetable_id=row["timetable"],
        planned_date=row["planned_date"],
    )
