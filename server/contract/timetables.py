"""A timetable as admins make it: a weekly pattern in the studio's wall time, and what became of each date (R3)."""

from typing import Annotated

from msgspec import Meta, field

from server.contract.base import Id, Instant, LocalDate, Request, Shape, WallTime
from server.contract.setup import Capacity, DurationMinutes, Label
from server.rules.schedule import ClockChange, DateSkip

Weekday = Annotated[int, Meta(ge=1, le=7, description="ISO: 1 is Monday, 7 is Sunday")]
Weekdays = Annotated[list[Weekday], Meta(min_length=1, max_length=7, description="ISO weekdays, each at most once")]


class TimetableRequest(Request):
    """A weekly pattern of classes in the studio's wall time: 16:00 is at 16:00 on both sides of a clock change (R3).

    `weekdays` are ISO numbers (1 Monday to 7 Sunday), `localStart` a time of day (`16:00`), `from` and `until` local
    dates, both inclusive. A session of a course with parts names its part (`stepId`) or is a makeup session (R17).
    """

    weekdays: Weekdays
    local_start: WallTime
    duration_minutes: DurationMinutes
    capacity: Capacity
    first_date: LocalDate = field(name="from")
    last_date: LocalDate = field(name="until")
    step_id: Id | None = None
    is_makeup: bool = False
    room: Label | None = None
    instructor: Label | None = None


class Timetable(Shape):
    """A pattern from which sessions were made, with the span of dates (both inclusive) for which it was asked."""

    id: int
    course_id: int
    step_id: int | None
    is_makeup: bool
    weekdays: list[int]
    local_start: str
    duration_minutes: int
    capacity: int
    room: str | None
    instructor: str | None
    first_date: LocalDate = field(name="from")
    last_date: LocalDate = field(name="until")
    created_at: Instant


class PlannedSession(Shape):
    """A session that has just been made, for one local date.

    `clockChange`: the clocks change that night, and the local start comes twice there (`repeated`: the session takes
    the first) or not at all (`skipped`: it begins later by what the clocks skip). Null on every other date.
    """

    id: int
    date: LocalDate
    starts_at: Instant
    ends_at: Instant
    clock_change: ClockChange | None


class SkippedDate(Shape):
    """A date of the pattern for which no session was made, and why.

    `already_there`: a session of this course and part (`sessionId`) begins then, or was made for that date, wherever it
    was moved since. `cancelled`: that session is cancelled and stays so. `closed`: the studio is closed, `reason` says
    why. `outside_window`: the part is not taught then. `started`: it would have begun already. `no_such_date`: the
    studio's clocks skip the whole date.
    """

    date: LocalDate
    why: DateSkip
    session_id: int | None = None
    reason: str | None = None


class MadeTimetable(Shape):
    """A timetable, the sessions that this call made, and the dates that it passed over; by their dates."""

    timetable: Timetable
    sessions: list[PlannedSession]
    skipped: list[SkippedDate]
