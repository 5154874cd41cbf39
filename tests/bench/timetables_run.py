"""Make a year of classes from timetables, in a process of its own: `python -m tests.bench.timetables_run RUNS`.

Five classes a day, 1,825 in all, by five calls as an admin makes them. Prints the medians of the seconds: to make them
in a course that has none, and to ask for all of them again.
"""

import asyncio
import json
import sys
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Final

from server.contract.timetables import TimetableRequest
from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.services.context import Context
from server.services.setup.timetables.make_timetable import make_timetable
from tests import actors
from tests.bench.figures import median_of
from tests.builders import KEYS, add_course, add_studio
from tests.movable_clock import MovableClock

STARTS: Final = ("09:00", "11:00", "14:00", "16:00", "19:00")
NOW: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
CONTEXT: Final = Context(MovableClock(NOW), KEYS, "http://studio.test")


def every_day_at(start: str) -> TimetableRequest:
    """A year of one class a day."""
    return TimetableRequest(
        weekdays=list(range(1, 8)),
        local_start=start,
        duration_minutes=90,
        capacity=8,
        first_date=date(2026, 3, 2),
        last_date=date(2027, 3, 1),
    )


async def seconds_of_a_year(course_id: int, expected: int) -> float:
    """Return how long the five calls take; they make as many sessions as expected."""
    began = perf_counter()
    answers = [await make_timetable(course_id, every_day_at(start), actors.admin(1), CONTEXT) for start in STARTS]
    seconds = perf_counter() - began
    made = sum(len(answer.sessions) for answer in answers)
    if made != expected:
        raise AssertionError(f"{made} sessions were made, {expected} expected")
    return seconds


async def main(runs: int) -> None:
    """Measure in a new course each time."""
    engine = current_engine()
    await engine.open()
    await migrate()
    studio_id = await add_studio()
    made, again = [], []
    for _ in range(runs):
        course_id = await add_course(studio_id)
        made.append(await seconds_of_a_year(course_id, 365 * len(STARTS)))
        again.append(await seconds_of_a_year(course_id, 0))
    await engine.close()
    sys.stdout.write(json.dumps({"made": median_of(made), "again": median_of(again)}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
