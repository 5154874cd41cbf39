"""A timetable as the wire shows it, and as its row keeps it."""

from collections.abc import Collection

from server.contract import timetables as shapes
from server.tables.courses import Timetable


def present(row: Timetable) -> shapes.Timetable:
    """Return a timetable."""
    return shapes.Timetable(
        id=row.id,
        course_id=row.course,
        step_id=row.step,
        is_makeup=row.is_makeup,
        weekdays=read_weekdays(row.weekdays),
        local_start=row.local_start,
        duration_minutes=row.duration_minutes,
        capacity=row.capacity,
        room=row.room,
        instructor=row.instructor,
        first_date=row.first_date,
        last_date=row.last_date,
        created_at=row.created_at,
    )


def read_weekdays(text: str) -> list[int]:
    """Return the ISO weekdays of a row."""
    return [int(weekday) for weekday in text.split(",")]


def write_weekdays(weekdays: Collection[int]) -> str:
    """Return ISO weekdays as a row keeps them, in order."""
    return ",".join(str(weekday) for weekday in sorted(weekdays))
