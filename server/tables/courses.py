"""What a studio teaches: courses, their parts, and the class sessions."""

from piccolo.columns import Boolean, Date, ForeignKey, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.tables.columns import CheckedInteger, Day, Instant
from server.tables.studios import Studio


class Course(Table, tablename="course"):
    """A course, with the capacity and the length that its sessions take unless they say otherwise."""

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False, index=True)
    name = Varchar(length=200)
    description = Text(default="")
    capacity = CheckedInteger(check="capacity >= 0")
    duration_minutes = CheckedInteger(check="duration_minutes > 0", default=120)
    archived_at = Timestamptz(default=None, null=True)


class ClassStep(Table, tablename="class_step"):
    """A part of a course, in its order; the window is the span of local dates in which it is taught."""

    id: Serial
    course = ForeignKey(Course, on_delete=OnDelete.restrict, null=False, index=True)
    position = CheckedInteger(check="position >= 1", default=1)
    title = Varchar(length=200)
    window_start = Date(default=None, null=True)
    window_end = Date(default=None, null=True)
    required_sequence = Boolean(default=False)
    archived_at = Timestamptz(default=None, null=True)


class Timetable(Table, tablename="timetable"):
    """The weekly pattern from which class sessions were made, in the studio's wall time (R3).

    `weekdays` lists ISO weekdays (`1,3`: Monday and Wednesday), `local_start` is a wall time (`16:00`), the dates are
    both inclusive.
    """

    id: Serial
    course = ForeignKey(Course, on_delete=OnDelete.restrict, null=False, index=True)
    step = ForeignKey(ClassStep, on_delete=OnDelete.restrict, null=True, default=None)
    is_makeup = Boolean(default=False)
    weekdays = Varchar(length=13)
    local_start = Varchar(length=5)
    duration_minutes = CheckedInteger(check="duration_minutes > 0", default=120)
    capacity = CheckedInteger(check="capacity >= 0")
    room = Varchar(length=100, null=True, default=None)
    instructor = Varchar(length=100, null=True, default=None)
    first_date = Day()
    last_date = Day()
    created_at = Instant()


class ClassSession(Table, tablename="class_session"):
    """One meeting of a course. `seats_taken` counts its seated reservations and never leaves 0…capacity (R18).

    One that a timetable made knows the date for which it was planned, wherever it was moved since; each date is made
    once. `reminded_at`: when its people's reminders went to the outbox (R39); a moved class is reminded of anew.
    """

    id: Serial
    course = ForeignKey(Course, on_delete=OnDelete.restrict, null=False, index=True)
    step = ForeignKey(ClassStep, on_delete=OnDelete.restrict, null=True, default=None)
    is_makeup = Boolean(default=False)
    starts_at = Instant(index=True)
    ends_at = Instant()
    capacity = CheckedInteger(check="capacity >= 0")
    seats_taken = CheckedInteger(check="seats_taken >= 0 AND seats_taken <= capacity")
    room = Varchar(length=100, null=True, default=None)
    instructor = Varchar(length=100, null=True, default=None)
    reminded_at = Timestamptz(default=None, null=True)
    cancelled_at = Timestamptz(default=None, null=True)
    timetable = ForeignKey(Timetable, on_delete=OnDelete.restrict, null=True, default=None)
    planned_date = Date(default=None, null=True)
