"""The row of a pattern: found again by what it teaches and when, and widened by each call."""

from datetime import datetime
from typing import Any

from server.contract.timetables import TimetableRequest
from server.services.setup.rows import change
from server.services.setup.timetables.present import write_weekdays
from server.services.setup.timetables.standing import timetables_of
from server.services.setup.timetables.taught import Taught
from server.tables.courses import Timetable


async def row_of_pattern(course: Taught, asked: TimetableRequest, now: datetime) -> tuple[Timetable, bool]:
    """Return the timetable of a pattern, and whether it is new; length, capacity and the rest are those asked last.

    A pattern is the same where course, part, weekdays and local start are. Belongs in a transaction that holds the
    studio's schedule.
    """
    weekdays = write_weekdays(asked.weekdays)
    for row in await timetables_of(course):
        if (row.weekdays, row.local_start) == (weekdays, asked.local_start):
            return await _widened(row, asked), False
    row = Timetable(
        course=course.course_id,
        step=course.step_id,
        is_makeup=course.is_makeup,
        weekdays=weekdays,
        local_start=asked.local_start,
        first_date=asked.first_date,
        last_date=asked.last_date,
        created_at=now,
        **_terms(asked),
    )
    await row.save()
    return row, True


async def _widened(row: Timetable, asked: TimetableRequest) -> Timetable:
    values = {
        "first_date": min(row.first_date, asked.first_date),
        "last_date": max(row.last_date, asked.last_date),
        **_terms(asked),
    }
    return await change(row, {name: value for name, value in values.items() if getattr(row, name) != value})


def _terms(asked: TimetableRequest) -> dict[str, Any]:  # Any: a column's own type
    return {
        "duration_minutes": asked.duration_minutes,
        "capacity": asked.capacity,
        "room": asked.room,
        "instructor": asked.instructor,
    }
