"""Write many due reminders once, in a process of its own: `python -m tests.bench.reminders_run PEOPLE CLASSES`.

Everybody is booked in one of tomorrow's classes, all at the same time of the day. Prints the seconds that finding and
writing took, the longest that another writer waited meanwhile, and how many reminders there are then.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter

from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.messages.remind import remind
from server.tables.courses import ClassSession, Course
from server.tables.outbox import OutboxMessage
from server.tables.passes import ClassRegistration
from server.tables.people import Customer
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import insert_rows
from server.tables.studios import Studio
from tests.builders import KEYS
from tests.movable_clock import MovableClock

NOW = datetime(2026, 3, 3, 21, tzinfo=UTC)
STARTS_AT = NOW + timedelta(days=1)
LONG_AGO = NOW - timedelta(days=20)
BREATH = 0.005
"""Seconds between two writes of the one who waits."""


async def seed(people: int, classes: int) -> None:
    """Fill the open, empty database."""
    ids = range(1, people + 1)
    await insert_rows(Studio, "id, name, timezone, locale, currency, settings, created_at", [_studio()])
    await insert_rows(
        Course, "id, studio, name, description, capacity, duration_minutes", [(1, 1, "Wheels", "", 99, 120)]
    )
    ends_at = STARTS_AT + timedelta(hours=2)
    sessions = [(i, 1, False, STARTS_AT, ends_at, people, 0) for i in range(1, classes + 1)]
    await insert_rows(ClassSession, "id, course, is_makeup, starts_at, ends_at, capacity, seats_taken", sessions)
    customers = [(i, f"ana.{i}@example.com", f"Ana Ruiz {i}", LONG_AGO) for i in ids]
    await insert_rows(Customer, "id, email, name, created_at", customers)
    passes = [(i, i, 1, "Eight classes", "UNLIMITED_SERIES", False, LONG_AGO) for i in ids]
    columns = "id, customer, studio, name, pass_type, requires_sequential_attendance, sold_at"
    await insert_rows(ClassRegistration, columns, passes)
    reservations = [(i, i, 1 + i % classes, i, "PENDING", False, f"{i:064d}", 0, LONG_AGO) for i in ids]
    columns = "id, registration, session, customer, status, is_walk_in, code_hash, code_generation, reserved_at"
    await insert_rows(SessionReservation, columns, reservations)


async def longest_wait(done: asyncio.Event) -> float:
    """Write something again and again, as a scan does, until told to stop; return the longest that it took."""
    longest = 0.0
    while not done.is_set():
        began = perf_counter()
        async with write_transaction():
            await Studio.update({Studio.name: "Kiln & Co"}).where(Studio.id == 1)
        longest = max(longest, perf_counter() - began)
        await asyncio.sleep(BREATH)
    return longest


async def main(people: int, classes: int) -> None:
    """Fill, then measure."""
    engine = current_engine()
    await engine.open()
    await migrate()
    async with write_transaction():
        await seed(people, classes)
    done = asyncio.Event()
    waiting = asyncio.create_task(longest_wait(done))
    began = perf_counter()
    await remind(Context(MovableClock(NOW), KEYS, "http://studio.test"))
    seconds = perf_counter() - began
    done.set()
    answer = {"seconds": seconds, "wait": await waiting, "written": await OutboxMessage.count()}
    await engine.close()
    sys.stdout.write(json.dumps(answer))


def _studio() -> tuple[object, ...]:
    return (1, "Kiln & Co", "America/New_York", "en", "EUR", "{}", LONG_AGO)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
