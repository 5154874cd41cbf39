"""What holds of a change that reaches many sessions: it is refused whole, with what stands in its way."""

from collections.abc import Sequence
from datetime import datetime

from server.rules.local_time import local_date
from server.services.outcomes import ConflictError, InvalidFieldError
from server.services.setup.schedule_lock import hold_course
from server.services.setup.sessions.checked_session import check_window
from server.services.setup.timetables.closed_dates import closed_dates
from server.services.studio_acts.move_class import ClassMove
from server.services.studio_acts.served_session import ServedStudio
from server.tables.courses import ClassSession


async def check_later(
    rows: Sequence[ClassSession], moves: Sequence[ClassMove], capacity: int | None, studio: ServedStudio, now: datetime
) -> None:
    """Check sessions of one timetable, which are held, before anything of them is written; capacity None: it stays.

    Raises ConflictError `capacity_below_seats` with the ids, and InvalidFieldError for a new start in the past, on a
    closed date, or outside the part's window (R17).
    """
    if capacity is not None:
        _check_seats(rows, capacity)
    starting = [moved for moved in moves if moved.changes_start]
    if not starting:
        return
    _check_future(starting, studio, now)
    await _check_open(starting, studio)
    await hold_course(rows[0].course)
    await _check_windows(rows, starting)


async def _check_windows(rows: Sequence[ClassSession], moves: Sequence[ClassMove]) -> None:
    """One of them may have been given to another part since, alone."""
    part_of = {row.id: row.step for row in rows}
    for step_id in dict.fromkeys(part_of.values()):
        await check_window(step_id, [moved.starts_at for moved in moves if part_of[moved.session_id] == step_id])


def _check_seats(rows: Sequence[ClassSession], capacity: int) -> None:
    fuller = [row.id for row in rows if row.seats_taken > capacity]
    if fuller:
        which = "one of these classes" if len(fuller) == 1 else f"{len(fuller)} of these classes"
        sentence = f"More than {capacity} seats of {which} are taken."
        raise ConflictError("capacity_below_seats", sentence, {"session_ids": fuller})


def _check_future(moves: Sequence[ClassMove], studio: ServedStudio, now: datetime) -> None:
    first = min(moves, key=lambda moved: moved.starts_at)
    if first.starts_at <= now:
        old = local_date(first.old_starts_at, studio.zone)
        raise InvalidFieldError("startsAt", f"lies in the past for the class of {old}")


async def _check_open(moves: Sequence[ClassMove], studio: ServedStudio) -> None:
    """A class that stays on its date is there already, closed or not."""
    days = [
        local_date(moved.starts_at, studio.zone)
        for moved in moves
        if local_date(moved.starts_at, studio.zone) != local_date(moved.old_starts_at, studio.zone)
    ]
    if not days:
        return
    closed = await closed_dates(studio.id, min(days), max(days))
    hit = sorted(set(days) & closed.keys())
    if hit:
        more = f" and {len(hit) - 1} more dates" if len(hit) > 1 else ""
        sentence = f"puts a class on {hit[0]}{more}, when the studio is closed: cancel or move that class alone first"
        raise InvalidFieldError("startsAt", sentence)
