"""A timetable whose pattern changes from a date on hands its dates on to another (decision 0008)."""

from datetime import date, datetime, time, timedelta

from server.services.setup.rows import change, find
from server.services.setup.timetables.present import read_weekdays, write_weekdays
from server.services.setup.timetables.wall_time import shifted_weekdays
from server.tables.courses import Timetable


async def hand_on(row: Timetable, from_date: date, wall: time, days: int, now: datetime) -> Timetable:
    """Return the timetable that goes on from a date, some days later each, at another wall time; the old one ends.

    The sessions are the caller's to hand over.
    """
    shift = timedelta(days=days)
    following = Timetable(
        course=row.course,
        step=row.step,
        is_makeup=row.is_makeup,
        weekdays=write_weekdays(shifted_weekdays(read_weekdays(row.weekdays), days)),
        local_start=wall.strftime("%H:%M"),
        duration_minutes=row.duration_minutes,
        capacity=row.capacity,
        room=row.room,
        instructor=row.instructor,
        first_date=from_date + shift,
        last_date=max(row.last_date, from_date) + shift,
        created_at=now,
    )
    await following.save()
    await end_before(row, from_date)
    return await find(Timetable, following.id)


async def end_before(row: Timetable, day: date) -> None:
    """Let a timetable end before a date; its row stays, for what was written down names it."""
    await change(row, {"last_date": day - timedelta(days=1)})
