"""What holds of every class session, whether it is new or changed."""

from datetime import datetime, timedelta

from server.contract.base import refuse_far_date
from server.contract.setup import MINUTES_OF_A_DAY
from server.services.outcomes import InvalidFieldError
from server.tables.courses import ClassStep

LONGEST_CLASS = timedelta(minutes=MINUTES_OF_A_DAY)


def check_span(starts_at: datetime, ends_at: datetime) -> None:
    """Raise InvalidFieldError for a class that ends before it begins, at once, or more than a day later.

    Raises WrongDateError for an end after the year 2100, which a course's length may have brought about.
    """
    refuse_far_date(ends_at)
    if not timedelta(0) < ends_at - starts_at <= LONGEST_CLASS:
        raise InvalidFieldError("endsAt", "lies after startsAt, by 24 hours at most")


async def check_part(course_id: int, step_id: int | None, *, is_makeup: bool) -> None:
    """Raise InvalidFieldError for a part of another course, a makeup session with one, and a missing one (R17)."""
    if is_makeup:
        if step_id is not None:
            raise InvalidFieldError("stepId", "is not for a makeup session, which is open to every part")
        return
    rows = await ClassStep.select(ClassStep.id).where(ClassStep.course == course_id, ClassStep.archived_at.is_null())
    parts = {row["id"] for row in rows}
    if step_id is None and parts:
        raise InvalidFieldError("stepId", "is needed: this course has parts, and this is no makeup session")
    if step_id is not None and step_id not in parts:
        raise InvalidFieldError("stepId", "is no part of this course")
