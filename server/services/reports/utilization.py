"""How the classes of a span were used, grouped by what the asker wants to compare.

One statement for four weeks of a studio, along the index on (session, status) and nothing else: a year of a million
reservations takes well under a second on both engines.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from server.contract.base import DateSpan
from server.contract.reports import GroupBy, Utilization
from server.rules.local_time import MONTHS, WEEKDAYS
from server.rules.utilization import Usage
from server.rules.vocabulary import ReservationStatus
from server.services.reports.reported_studios import ReportedStudio, reported_studios, windows
from server.tables.courses import ClassSession
from server.tables.sql_lists import SEATED_STATUSES

_FOUR_WEEKS: Final = timedelta(days=28)

_COUNTS = ", ".join(
    f"(SELECT COUNT(*) FROM session_reservation r WHERE r.session = s.id AND r.status = '{status}')"
    f" AS {status.value.lower()}"
    for status in ReservationStatus
)
# A condition on the status would lead SQLite away from the small index on walk-ins, to every seat of the class.
_WALK_INS = f"""
(SELECT COUNT(CASE WHEN r.status IN {SEATED_STATUSES} THEN 1 END) FROM session_reservation r
 WHERE r.session = s.id AND r.is_walk_in) AS walk_ins
"""
_SESSIONS = f"""
SELECT s.id, s.course, c.name AS course_name, s.starts_at, s.capacity, {_COUNTS}, {_WALK_INS}
 FROM class_session s JOIN course c ON c.id = s.course
 WHERE c.studio = {{}} AND s.starts_at >= {{}} AND s.starts_at < {{}} AND s.cancelled_at IS NULL
"""


@dataclass(frozen=True)
class _Session:
    """A class with its counts, and its start in the studio's zone."""

    id: int
    course_id: int
    course_name: str
    studio: ReportedStudio
    starts_at: datetime
    local_start: datetime
    usage: Usage


@dataclass(frozen=True)
class _Group:
    """What a row is about; groups are told apart and come in the order of `place`."""

    place: tuple[Any, ...]  # Any: texts and numbers, alike within one kind of group
    key: str
    label: str
    studio_id: int | None = None
    course_id: int | None = None
    session_id: int | None = None
    starts_at: datetime | None = None


async def utilization(studio_id: int | None, span: DateSpan, group_by: GroupBy) -> list[Utilization]:
    """Return how the classes on the studios' local dates of a span were used, of one studio or of all.

    Raises NotFoundError.
    """
    group_of = _GROUPS[group_by]
    groups: dict[_Group, Usage] = defaultdict(Usage)
    for studio in await reported_studios(studio_id):
        for session in await _sessions(studio, span):
            group = group_of(session)
            groups[group] += session.usage
    return [_row(group, groups[group]) for group in sorted(groups, key=lambda group: group.place)]


async def _sessions(studio: ReportedStudio, span: DateSpan) -> list[_Session]:
    return [
        session
        for since, until in windows(*studio.instants_of(span), _FOUR_WEEKS)
        for session in await _sessions_between(studio, since, until)
    ]


async def _sessions_between(studio: ReportedStudio, since: datetime, until: datetime) -> list[_Session]:
    rows: list[dict[str, Any]] = await ClassSession.raw(_SESSIONS, studio.id, since, until)
    return [
        _Session(
            id=row["id"],
            course_id=row["course"],
            course_name=row["course_name"],
            studio=studio,
            starts_at=row["starts_at"],
            local_start=row["starts_at"].astimezone(studio.zone),
            usage=_usage(row),
        )
        for row in rows
    ]


def _usage(row: Mapping[str, Any]) -> Usage:  # Any: a column's own type
    return Usage(
        sessions=1,
        capacity=row["capacity"],
        pending=row["pending"],
        checked_in=row["checked_in"],
        attended=row["attended"],
        no_show=row["no_show"],
        cancelled=row["cancelled"],
        auto_cancelled=row["auto_cancelled"],
        walk_ins=row["walk_ins"],
    )


def _by_session(session: _Session) -> _Group:
    start = session.local_start
    day = f"{WEEKDAYS[start.weekday()]} {start.day} {MONTHS[start.month - 1]} {start.year}"
    return _Group(
        place=(session.starts_at, session.id),
        key=str(session.id),
        label=f"{session.course_name}, {day}, {start:%H:%M}",
        studio_id=session.studio.id,
        course_id=session.course_id,
        session_id=session.id,
        starts_at=session.starts_at,
    )


def _by_course(session: _Session) -> _Group:
    return _Group(
        place=(session.course_name, session.course_id),
        key=str(session.course_id),
        label=session.course_name,
        studio_id=session.studio.id,
        course_id=session.course_id,
    )


def _by_weekday(session: _Session) -> _Group:
    weekday = session.local_start.isoweekday()
    return _Group(place=(weekday,), key=str(weekday), label=WEEKDAYS[weekday - 1])


def _by_hour(session: _Session) -> _Group:
    hour = session.local_start.hour
    return _Group(place=(hour,), key=str(hour), label=f"{hour:02}:00")


def _by_studio(session: _Session) -> _Group:
    studio = session.studio
    return _Group(place=(studio.name, studio.id), key=str(studio.id), label=studio.name, studio_id=studio.id)


_GROUPS: Final[Mapping[GroupBy, Callable[[_Session], _Group]]] = {
    GroupBy.SESSION: _by_session,
    GroupBy.COURSE: _by_course,
    GroupBy.WEEKDAY: _by_weekday,
    GroupBy.HOUR: _by_hour,
    GroupBy.STUDIO: _by_studio,
}


def _row(group: _Group, usage: Usage) -> Utilization:
    return Utilization(
        key=group.key,
        label=group.label,
        studio_id=group.studio_id,
        course_id=group.course_id,
        session_id=group.session_id,
        starts_at=group.starts_at,
        sessions=usage.sessions,
        capacity=usage.capacity,
        reserved=usage.reserved,
        pending=usage.pending,
        checked_in=usage.checked_in,
        attended=usage.attended,
        no_show=usage.no_show,
        cancelled=usage.cancelled,
        auto_cancelled=usage.auto_cancelled,
        walk_ins=usage.walk_ins,
        fill_rate=usage.fill_rate,
        attendance_rate=usage.attendance_rate,
        no_show_rate=usage.no_show_rate,
    )
