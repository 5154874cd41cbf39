"""Which classes a closure would cancel: those that begin on its date and have not ended."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.contract.closures import SessionToCancel
from server.rules.local_time import start_of_day
from server.services.outcomes import ConflictError
from server.tables.courses import ClassSession


async def classes_of_date(studio_id: int, day: date, zone: ZoneInfo, now: datetime) -> list[SessionToCancel]:
    """Return a studio's sessions of a local date that are neither over (UTC) nor cancelled, by their start."""
    rows: list[dict[str, Any]] = await ClassSession.raw(
        "SELECT s.id, c.name, s.starts_at, s.seats_taken FROM class_session s JOIN course c ON c.id = s.course"
        " WHERE c.studio = {} AND s.starts_at >= {} AND s.starts_at < {} AND s.ends_at > {} AND s.cancelled_at IS NULL"
        " ORDER BY s.starts_at, s.id",
        studio_id,
        start_of_day(day, zone),
        start_of_day(day + timedelta(days=1), zone),
        now,
    )
    return [
        SessionToCancel(
            session_id=row["id"], course_name=row["name"], starts_at=row["starts_at"], seats_taken=row["seats_taken"]
        )
        for row in rows
    ]


def would_cancel(day: date, classes: list[SessionToCancel]) -> ConflictError:
    """Return the conflict `would_cancel`, with the list of what is to be confirmed."""
    people = sum(one.seats_taken for one in classes)
    which = "a class" if len(classes) == 1 else f"{len(classes)} classes"
    seats = "nobody has a seat" if not people else "1 seat is taken" if people == 1 else f"{people} seats are taken"
    sentence = f"Closing on {day} cancels {which}, in which {seats}. Send it again with confirm: true to go ahead."
    return ConflictError("would_cancel", sentence, {"sessions": classes})
