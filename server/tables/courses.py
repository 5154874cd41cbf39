"""What a studio teaches: courses, their parts, and the class sessions."""

from piccolo.columns import Boolean, Date, ForeignKey, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from server.tables.columns import CheckedInteger, Instant
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


class ClassSession(Table, tablename="class_session"):
    """One meeting of a course. `seats_taken` counts its seated reservations and never leaves 0…capacity (R18).

    `reminded_at`: when its people's reminders went to the outbox (R39); a class that is moved is reminded of anew.
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
