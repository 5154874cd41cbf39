"""What holds of every part of a course, whether it is new or changed."""

from datetime import date, datetime
from typing import Any

from server.rules.local_time import local_date
from server.rules.part_windows import PartWindow
from server.services.outcomes import ConflictError, InvalidFieldError
from server.services.studio_facts import zone_of
from server.tables.courses import ClassSession, ClassStep


async def check_position(course_id: int, position: int, step_id: int | None = None) -> None:
    """Raise ConflictError `position_taken` where another living part has that place; the course has to be held."""
    same_place = await ClassStep.select(ClassStep.id).where(
        ClassStep.course == course_id, ClassStep.position == position, ClassStep.archived_at.is_null()
    )
    if any(row["id"] != step_id for row in same_place):
        raise ConflictError("position_taken", f"This course has a part {position} already.")


async def check_window(course_id: int, window: PartWindow, step_id: int | None = None) -> None:
    """Raise InvalidFieldError for a window that holds no date, or one that another living part shares a date with.

    The course has to be held.
    """
    if window.is_backwards:
        raise InvalidFieldError("windowEnd", f"{window.last} lies before windowStart, {window.first}")
    for row in await _windows_of_others(course_id, step_id):
        taken = PartWindow(row["window_start"], row["window_end"])
        if window.overlaps(taken):
            raise InvalidFieldError("windowStart", f"overlaps with part {row['position']}, {row['title']}: {taken}")


async def check_sessions_stay_inside(step: ClassStep, window: PartWindow, now: datetime) -> None:
    """Raise ConflictError `sessions_outside_window` where classes to come would fall out of a part's new window.

    Past and cancelled classes do not count: a course that is taught again gets new weeks. The course has to be held.
    """
    outside = [row for row in await _sessions_to_come(step.id, now) if not window.contains(_day(row))]
    if outside:
        raise ConflictError("sessions_outside_window", _sentence(outside))


async def _windows_of_others(course_id: int, step_id: int | None) -> list[dict[str, Any]]:
    rows = (
        await ClassStep.select(
            ClassStep.id, ClassStep.position, ClassStep.title, ClassStep.window_start, ClassStep.window_end
        )
        .where(ClassStep.course == course_id, ClassStep.archived_at.is_null())
        .order_by(ClassStep.position)
    )
    return [row for row in rows if row["id"] != step_id]


async def _sessions_to_come(step_id: int, now: datetime) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ClassSession.raw(
        "SELECT s.starts_at, s.seats_taken, o.timezone FROM class_session s JOIN course c ON c.id = s.course"
        " JOIN studio o ON o.id = c.studio"
        " WHERE s.step = {} AND s.cancelled_at IS NULL AND s.ends_at > {} ORDER BY s.starts_at, s.id",
        step_id,
        now,
    )
    return rows


def _day(row: dict[str, Any]) -> date:
    return local_date(row["starts_at"], zone_of(row["timezone"]))


def _sentence(outside: list[dict[str, Any]]) -> str:
    booked = sum(row["seats_taken"] > 0 for row in outside)
    classes = "1 class of this part lies" if len(outside) == 1 else f"{len(outside)} classes of this part lie"
    return (
        f"{classes} outside that window, the first on {_day(outside[0])}, {booked} of them with bookings."
        " Clear the window, move them, then set it."
    )
