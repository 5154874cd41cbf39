"""Change a course."""

from server.contract import courses as shapes
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.services.setup.courses.present import present
from server.services.setup.rows import change, hold
from server.tables.courses import Course


async def change_course(course_id: int, asked: shapes.CourseChange) -> shapes.Course:
    """Return the course as it is now; its sessions keep their capacity and length. Raises NotFoundError."""
    values = given_fields(asked)
    if asked.description is None:
        values["description"] = ""
    async with write_transaction():
        return present(await change(await hold(Course, course_id), values))
