"""Ask what a pass can book in a week: `python -m tests.bench.availability_run RESERVATIONS RUNS`.

The studio of the reports: 10,000 classes of a year in twelve courses, all of which the pass covers. Prints the median
of the seconds, the number of statements and the number of classes that were listed.
"""

import asyncio
import json
import sys
from datetime import UTC, date, datetime

from server.clock import SystemClock
from server.contract.base import DateSpan
from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.database.postgres_engine import StudioPostgresEngine
from server.database.write_transaction import write_transaction
from server.keys import keys_from
from server.rules.vocabulary import Channel, Role
from server.services.actor import Actor
from server.services.booking.availability import available
from server.services.context import Context
from server.tables.passes import ClassRegistration, RegistrationCourse
from server.tables.sql_lists import insert_rows
from server.tables.studios import Studio
from tests.bench.reports_run import seconds_of, seed
from tests.readings import statements

PASS = 1
OWNER = Actor(Role.CUSTOMER, Channel.API, customer_id=1)
WEEK = DateSpan(date(2026, 3, 2), date(2026, 3, 8))
"""In the middle of the year: there are classes before it and after it."""


class _OneDay(SystemClock):
    """The day before that week."""

    def now(self) -> datetime:
        """Return it."""
        return datetime(2026, 3, 1, 12, tzinfo=UTC)


async def figures(runs: int) -> dict[str, float]:
    """Read the week, some times."""
    context = Context(_OneDay(), keys_from(b"a secret of the figures, 32 byte"), "http://studio.test")
    seconds = await seconds_of(lambda: available(PASS, WEEK, OWNER, context), runs)
    with statements() as asked:
        listed = await available(PASS, WEEK, OWNER, context)
    return {"seconds": seconds, "statements": len(asked), "classes": len(listed)}


async def main(reservations: int, runs: int) -> None:
    """Fill, then measure."""
    engine = current_engine()
    await engine.open()
    await migrate()
    async with write_transaction():
        await seed(reservations)
        await insert_rows(RegistrationCourse, "registration, course", [(PASS, course) for course in range(1, 13)])
        await ClassRegistration.raw("UPDATE class_registration SET sessions_remaining = 8 WHERE id = {}", PASS)
    await _settle()
    answer = await figures(runs)
    await engine.close()
    sys.stdout.write(json.dumps(answer))


async def _settle() -> None:
    """As each does by itself: PostgreSQL counts, and SQLite's log never holds all years, as after one transaction."""
    engine = current_engine()
    if isinstance(engine, StudioPostgresEngine):
        async with engine.patience(600):
            await Studio.raw("VACUUM ANALYZE")
    else:
        await Studio.raw("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
