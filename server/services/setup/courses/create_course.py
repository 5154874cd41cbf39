"""Offer a course."""

from server.contract import courses as shapes
from server.database.write_transaction import write_transaction
from server.services.setup.courses.present import present
from server.services.setup.rows import refer
from server.tables.courses import Course
from server.tables.studios import Studio


async def create_course(asked: shapes.CourseRequest) -> shapes.Course:
    """Return the new course. Raises InvalidFieldError for a studio that is not there."""
    async with write_transaction():
        await refer(Studio, asked.studio_id, "studioId")
        row = Course(
            studio=asked.studio_id,
            name=asked.name,
            description=asked.description,
            capacity=asked.capacity,
            duration_minutes=asked.duration_minutes,
        )
        await row.save()
    return present(row)
