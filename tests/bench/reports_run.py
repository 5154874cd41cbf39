"""Read the reports of a large studio, in a process of its own: `python -m tests.bench.reports_run RESERVATIONS RUNS`.

A year of 10,000 classes of one studio, each with as many people. Prints a median of the seconds for each report, and
the longest that nothing else could go on in the server's loop meanwhile.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

from server.contract.base import DateSpan
from server.contract.paging import Paging
from server.contract.reports import GroupBy
from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.database.postgres_engine import StudioPostgresEngine
from server.database.write_transaction import write_transaction
from server.services.audit.read_audit import AskedActs, read_audit
from server.services.reports.no_shows import all_no_shows, list_no_shows, wanted_no_shows
from server.services.reports.utilization import utilization
from server.tables.courses import ClassSession, Course
from server.tables.sql_lists import insert_rows
from server.tables.studios import Studio
from tests.bench.figures import median_of

CLASSES = 10_000
PEOPLE = 20_000
BEGINS = datetime(2025, 9, 1, 13, tzinfo=UTC)
YEAR = DateSpan(date(2025, 9, 1), date(2026, 8, 31))
BREATH = 0.001

A_STATEMENT = 50_000
"""Rows; the server's own limit for a statement is for a person who waits."""

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT CAST({} AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i < {} - 1)"
_FATE = f"(i + i / {CLASSES}) * 7 % 100"
_STATUS = f"""
CASE WHEN {_FATE} < 75 THEN 'ATTENDED' WHEN {_FATE} < 85 THEN 'NO_SHOW' WHEN {_FATE} < 95 THEN 'CANCELLED'
 WHEN {_FATE} < 97 THEN 'AUTO_CANCELLED' ELSE 'PENDING' END
"""
_PERSON = f"(i % {CLASSES} * 31 + i / {CLASSES} * 200) % {PEOPLE} + 1"

# The same texts on both engines; a person has one seat in a class, and each reservation was made and moved once.
CUSTOMERS = f"""{_NUMBERS} INSERT INTO customer (id, name, email, created_at)
 SELECT i + 1, 'Ana', 'ana.' || CAST(i AS VARCHAR(9)) || '@example.com', {{}} FROM n
"""  # noqa: S608 - our own names; every value is a parameter
PASSES = f"""{_NUMBERS} INSERT INTO class_registration
 (id, customer, studio, name, pass_type, sessions_remaining, requires_sequential_attendance, sold_at)
 SELECT i + 1, i + 1, 1, 'Twelve classes', 'PUNCH_PASS', 0, FALSE, {{}} FROM n
"""  # noqa: S608
RESERVATIONS = f"""{_NUMBERS} INSERT INTO session_reservation
 (id, registration, session, customer, status, is_walk_in, code_hash, code_generation, reserved_at)
 SELECT i + 1, {_PERSON}, i % {CLASSES} + 1, {_PERSON}, {_STATUS}, i % 100 < 3, CAST(i AS VARCHAR(9)), 0, {{}} FROM n
"""  # noqa: S608
MADE = """INSERT INTO reservation_event (reservation, to_status, actor, channel, at)
 SELECT r.id, 'PENDING', 'customer:1', 'API', r.reserved_at FROM session_reservation r
 WHERE r.id > {} AND r.id <= {} AND r.reserved_at = {}
"""
MOVED = """INSERT INTO reservation_event (reservation, from_status, to_status, actor, channel, at)
 SELECT r.id, 'PENDING', r.status, 'system', 'SYSTEM', s.ends_at FROM session_reservation r
 JOIN class_session s ON s.id = r.session
 WHERE r.id > {} AND r.id <= {} AND r.reserved_at = {} AND r.status <> 'PENDING'
"""

LARGE = (RESERVATIONS, MADE, MOVED)


async def seed(reservations: int) -> None:
    """Fill the open, empty database."""
    columns = "id, name, timezone, locale, currency, settings, created_at"
    await insert_rows(Studio, columns, [(1, "Kiln & Co", "America/New_York", "en", "EUR", "{}", BEGINS)])
    columns = "id, studio, name, description, capacity, duration_minutes"
    await insert_rows(Course, columns, [(i, 1, f"Course {i}", "", 100, 120) for i in range(1, 13)])
    columns = "id, course, is_makeup, starts_at, ends_at, capacity, seats_taken"
    seats = reservations // CLASSES
    starts = [BEGINS + timedelta(minutes=52) * i for i in range(CLASSES)]
    sessions = [(i + 1, i % 12 + 1, False, at, at + timedelta(hours=2), seats, seats) for i, at in enumerate(starts)]
    await insert_rows(ClassSession, columns, sessions)
    for statement, rows in ((CUSTOMERS, PEOPLE), (PASSES, PEOPLE), *((each, reservations) for each in LARGE)):
        for first in range(0, rows, A_STATEMENT):
            await Studio.raw(statement, first, min(first + A_STATEMENT, rows), BEGINS)


async def longest_stall(done: asyncio.Event) -> float:
    """Return the longest that the loop came too late to somebody who asked for it every millisecond."""
    longest = 0.0
    while not done.is_set():
        began = perf_counter()
        await asyncio.sleep(BREATH)
        longest = max(longest, perf_counter() - began - BREATH)
    return longest


async def seconds_of(read: Callable[[], Awaitable[object]], runs: int) -> float:
    """Return the median of some runs, after one that warms the database's pages."""
    await read()
    times = []
    for _ in range(runs):
        began = perf_counter()
        await read()
        times.append(perf_counter() - began)
    return median_of(times)


async def figures(runs: int) -> dict[str, float]:
    """Read each report."""
    wanted = await wanted_no_shows(1, YEAR, None)

    async def whole() -> None:
        async for _ in all_no_shows(wanted):
            pass

    reads: dict[str, Callable[[], Awaitable[object]]] = {
        **{f"utilization by {by}": lambda by=by: utilization(1, YEAR, by) for by in GroupBy},  # type: ignore[misc]  # the default binds it
        "a page of absences": lambda: list_no_shows(wanted, Paging(50)),
        "all absences": whole,
        "the newest page of the audit": lambda: read_audit(AskedActs(), Paging(50)),
        "the newest page of a studio's audit": lambda: read_audit(AskedActs(studio_id=1), Paging(50)),
    }
    return {name: await seconds_of(read, runs) for name, read in reads.items()}


async def main(reservations: int, runs: int) -> None:
    """Fill, then measure."""
    engine = current_engine()
    await engine.open()
    await migrate()
    async with write_transaction():
        await seed(reservations)
    if isinstance(engine, StudioPostgresEngine):  # as it does by itself some minutes later
        async with engine.patience(600):
            await Studio.raw("VACUUM ANALYZE")
    done = asyncio.Event()
    stalling = asyncio.create_task(longest_stall(done))
    answer = await figures(runs)
    done.set()
    answer["stall"] = await stalling
    await engine.close()
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
