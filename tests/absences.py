"""Absences and the nights that act on them, in few words."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from server.rules.vocabulary import ReservationStatus
from server.services.absence.nights import run_due_nights
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.context import Context
from server.tables.nights import JobRun
from tests.builders import STARTS_AT, add_session
from tests.movable_clock import MovableClock
from tests.readings import Rows, messages, status_of
from tests.scene import Scene

NIGHT: Final = datetime(2026, 3, 3, 6, tzinfo=UTC)
"""01:00 in New York, the night after the builders' class of Monday 2 March."""

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
SECOND: Final = timedelta(seconds=1)

PENDING, CHECKED_IN, ATTENDED, NO_SHOW, CANCELLED, AUTO_CANCELLED = ReservationStatus


async def session_in(days: int, scene: Scene) -> int:
    """A class of the scene's course, days after its own one and at the same time of the day."""
    return await add_session(scene.course_id, STARTS_AT + days * DAY)


async def booked_in(days: int, scene: Scene, context: Context) -> int:
    """Book a new class of that day for the scene's customer; return the reservation's id."""
    return (await scene.book(context, await session_in(days, scene))).id


async def three_booked(scene: Scene, context: Context) -> tuple[int, int, int]:
    """Book the scene's class, and one on each of the next two days."""
    missed = (await scene.book(context)).id
    return missed, await booked_in(1, scene, context), await booked_in(2, scene, context)


async def swept_at(instant: datetime, clock: MovableClock, context: Context) -> None:
    """Let the sweep come at an instant, and insist that it fails on nobody."""
    clock.set(instant)
    assert await settle(sweep_at(context.now())) == []


async def night_at(instant: datetime, clock: MovableClock, context: Context) -> Rows:
    """Let the nightly job tick at an instant; return the rows of the runs that it made."""
    clock.set(instant)
    made = await run_due_nights(context)
    return [row for row in await runs() if row["id"] in made]


async def runs() -> Rows:
    """Return every run of a night, the first one first."""
    rows: Rows = await JobRun.select().order_by(JobRun.id)
    return rows


async def statuses(reservation_ids: Iterable[int]) -> list[ReservationStatus]:
    """Return where reservations stand."""
    return [await status_of(each) for each in reservation_ids]


async def messages_of(kind: str) -> Rows:
    """Return the messages of one kind, oldest first."""
    return [row for row in await messages() if row["kind"] == kind]
