"""What holds of every part of a course, whether it is new or changed."""

from datetime import date

from server.services.outcomes import ConflictError, InvalidFieldError
from server.tables.courses import ClassStep


def check_window(start: date | None, end: date | None) -> None:
    """Raise InvalidFieldError for a span of dates that ends before it begins; None is open."""
    if start is not None and end is not None and end < start:
        raise InvalidFieldError("windowEnd", "lies before windowStart")


async def check_position(course_id: int, position: int, step_id: int | None = None) -> None:
    """Raise ConflictError `position_taken` where another living part has that place; the course has to be held."""
    same_place = await ClassStep.select(ClassStep.id).where(
        ClassStep.course == course_id, ClassStep.position == position, ClassStep.archived_at.is_null()
    )
    if any(row["id"] != step_id for row in same_place):
        raise ConflictError("position_taken", f"This course has a part {position} already.")
