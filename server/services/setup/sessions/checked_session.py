"""What holds of every class session, whether it is new or changed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from server.contract.base import refuse_far_date
from server.contract.setup import MINUTES_OF_A_DAY
from server.rules.local_time import local_date
from server.rules.part_windows import PartWindow, dates_outside
from server.services.outcomes import InvalidFieldError
from server.services.studio_facts import zone_of
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


async def check_window(step_id: int | None, starts: Collection[datetime], field: str = "startsAt") -> None:
    """Raise InvalidFieldError where sessions of a part start on local dates outside its window (R17).

    `starts` are UTC, `field` is the body's own that put them there. A makeup session, or one of a course without parts,
    has no part and may lie anywhere. Hold the course first, so that the window stays while the sessions are written.
    """
    if step_id is None:
        return
    rows: list[dict[str, Any]] = await ClassStep.raw(
        "SELECT t.title, t.window_start, t.window_end, o.timezone FROM class_step t JOIN course c ON c.id = t.course"
        " JOIN studio o ON o.id = c.studio WHERE t.id = {}",
        step_id,
    )
    window, zone = PartWindow(rows[0]["window_start"], rows[0]["window_end"]), zone_of(rows[0]["timezone"])
    outside = dates_outside(window, [local_date(start, zone) for start in starts])
    if outside:
        which = f"{outside[0]} lies" if len(outside) == 1 else f"{outside[0]} and {len(outside) - 1} more dates lie"
        raise InvalidFieldError(field, f"{which} outside the window of {rows[0]['title']}: {window}")
