"""What is to become of each date of a pattern: a session, or nothing and why (R3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from server.contract.timetables import SkippedDate
from server.rules.local_time import local_date
from server.rules.schedule import ClockChange, DateSkip
from server.services.setup.timetables.standing import Standing, StandingSession
from server.services.setup.timetables.taught import Taught
from server.services.setup.timetables.wall_time import WallStart


@dataclass(frozen=True)
class PlannedStart:
    """A session to be: its date, its start (UTC), and what the clocks do to its wall time."""

    date: date
    starts_at: datetime
    clock_change: ClockChange | None


@dataclass
class Plan:
    """The dates that get a session, those that get none, and the sessions made by hand that stand there already."""

    starts: list[PlannedStart] = field(default_factory=list)
    skipped: list[SkippedDate] = field(default_factory=list)
    by_hand: dict[int, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """What decides about a date beside the pattern: what stands there, what is closed (with its reason), and now."""

    taught: Taught
    standing: Standing
    closures: Mapping[date, str]
    now: datetime


def plan(starts: Sequence[tuple[date, WallStart | None]], around: Surroundings) -> Plan:
    """Decide each date; None is the start on a date that does not exist."""
    made = Plan()
    for day, start in starts:
        if start is None:
            made.skipped.append(SkippedDate(date=day, why=DateSkip.NO_SUCH_DATE))
            continue
        found = around.standing.on(day, start.at)
        if found is not None:
            _leave(made, day, found)
            continue
        skip = _hindrance(day, start.at, around)
        if skip is not None:
            made.skipped.append(skip)
        else:
            made.starts.append(PlannedStart(day, start.at, start.clock_change))
    return made


def _leave(made: Plan, day: date, found: StandingSession) -> None:
    why = DateSkip.CANCELLED if found.is_cancelled else DateSkip.ALREADY_THERE
    made.skipped.append(SkippedDate(date=day, why=why, session_id=found.id))
    if found.timetable_id is None:
        made.by_hand[found.id] = day


def _hindrance(day: date, starts_at: datetime, around: Surroundings) -> SkippedDate | None:
    if day in around.closures:
        return SkippedDate(date=day, why=DateSkip.CLOSED, reason=around.closures[day])
    if not around.taught.window.contains(local_date(starts_at, around.taught.zone)):
        return SkippedDate(date=day, why=DateSkip.OUTSIDE_WINDOW)
    if starts_at <= around.now:
        return SkippedDate(date=day, why=DateSkip.STARTED)
    return None
