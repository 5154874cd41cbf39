"""Put a class session into the timetable."""

from datetime import timedelta

from server.contract import sessions as shapes
from server.database.write_transaction import write_transaction
from server.services.setup.rows import find, refer_held
from server.services.setup.sessions.checked_session import check_part, check_span, check_window
from server.services.setup.sessions.present import present
from server.tables.courses import ClassSession, Course


async def create_session(asked: shapes.ClassSessionRequest) -> shapes.ClassSession:
    """Return the new session; its end and its capacity are the course's where they are left out.

    Raises InvalidFieldError for a course that is not there, a span that is none, a part that does not fit and
    a date outside the part's window (R17).
    """
    async with write_transaction():
        course = await refer_held(Course, asked.course_id, "courseId")
        await check_part(course.id, asked.step_id, is_makeup=asked.is_makeup)
        ends_at = asked.ends_at or asked.starts_at + timedelta(minutes=course.duration_minutes)
        check_span(asked.starts_at, ends_at)
        await check_window(asked.step_id, [asked.starts_at])
        row = ClassSession(
            course=course.id,
            step=asked.step_id,
            is_makeup=asked.is_makeup,
            starts_at=asked.starts_at,
            ends_at=ends_at,
            capacity=course.capacity if asked.capacity is None else asked.capacity,
            room=asked.room,
            instructor=asked.instructor,
        )
        await row.save()
        return await present(await find(ClassSession, row.id))
