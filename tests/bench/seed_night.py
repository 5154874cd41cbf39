"""Fill a database for the night's figures: `python -m tests.bench.seed_night RESERVATIONS PEOPLE FILE`.

So many reservations on a tenth as many passes of twelve punches. All but a thousand passes have missed one class and
have two more booked; all the rest is attended history. Until `sql/end_classes.sql` the missed classes count as
cancelled, which the sweep leaves alone: a server that starts meanwhile finds nothing to settle. PEOPLE come to scan
beside it, as in `seed`. Whose rows they are shows in the ids: the night's begin at ten millions.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import Role
from server.services.signing_in.tokens import issue_staff_token
from server.tables.people import StaffMember
from tests.bench.bulk import bulk
from tests.bench.plain_sql import statements_of
from tests.bench.seed import Seeded, seed
from tests.parts.engine import Engine

FIRST = 10_000_001
"""The first id of the night's customers, passes, sessions and reservations each."""

PER_PASS = 10
UNTOUCHED_PASSES = 1000
SEATS = 10
MISSING_PER_CLASS = 3
PUNCHES = 12
STRIDE = 7919
"""A prime: it spreads a pass's bookings over the sessions as if they had been made at random."""


@dataclass(frozen=True)
class NightSeeded:
    """Who scans beside the night, who may start it, and how many absences it finds."""

    people: Seeded
    admin_token: str
    absences: int

    @classmethod
    def read(cls, path: Path) -> "NightSeeded":
        """Return what a seeding process wrote."""
        facts = json.loads(path.read_text())
        return cls(Seeded(**facts["people"]), facts["admin_token"], facts["absences"])


@dataclass(frozen=True)
class Plan:
    """How many passes, absences and sessions there are; sessions lie in the order past, missed, ahead."""

    reservations: int
    now: datetime

    @property
    def passes(self) -> int:
        return self.reservations // PER_PASS

    @property
    def missed(self) -> int:
        return self.passes - UNTOUCHED_PASSES

    @property
    def attended(self) -> int:
        return self.reservations - 3 * self.missed

    @property
    def past_sessions(self) -> int:
        return self.attended // SEATS

    @property
    def missed_sessions(self) -> int:
        return self.missed // MISSING_PER_CLASS

    def passes_sold(self, studio: int) -> Iterator[tuple[object, ...]]:
        """Give `_PASS_COLUMNS`."""
        for number in range(FIRST, FIRST + self.passes):
            yield number, number, studio, "Twelve classes", PUNCHES, PUNCHES, 3, 0, self.now

    def sessions(self, course: int) -> Iterator[tuple[object, ...]]:
        """Give `_SESSION_COLUMNS`."""
        number = FIRST
        for count, taken, first_at, days in (
            (self.past_sessions, SEATS, self.now - timedelta(days=320), 300),
            (self.missed_sessions, MISSING_PER_CLASS, self.now - timedelta(days=3), 2),
            (2 * self.missed // SEATS, SEATS, self.now + timedelta(days=2), 30),
        ):
            for each in range(count):
                starts_at = first_at + timedelta(days=days) * each / count
                cancelled_at = self.now if taken == MISSING_PER_CLASS else None
                yield number, course, starts_at, starts_at + timedelta(hours=2), SEATS, taken, cancelled_at
                number += 1

    def reservations_made(self) -> Iterator[tuple[object, ...]]:
        """Give `_RESERVATION_COLUMNS` in the order in which they were made: nobody's own lie together."""
        number = FIRST
        for booking in range(PER_PASS):
            reserved_at = self.now - timedelta(days=330 - 30 * booking)
            for holder in range(self.passes):
                is_history = holder >= self.missed or booking < PER_PASS - 3
                session = self._past(booking, holder) if is_history else self._open(booking, holder)
                came = (reserved_at, "CUSTOMER", reserved_at) if is_history else (None, None, None)
                code_hash = sha256(str(number).encode()).hexdigest()
                owner = FIRST + holder
                status = "ATTENDED" if is_history else "PENDING"
                yield number, owner, session, owner, code_hash, reserved_at, status, *came
                number += 1

    def _past(self, booking: int, holder: int) -> int:
        slot = booking * self.passes + holder
        if booking >= PER_PASS - 3:  # only the untouched have these
            slot = (PER_PASS - 3) * self.passes + (booking - PER_PASS + 3) * UNTOUCHED_PASSES + holder - self.missed
        return FIRST + slot * STRIDE % self.attended // SEATS

    def _open(self, booking: int, holder: int) -> int:
        """The first of the three is the one that is missed."""
        which = booking - PER_PASS + 3
        if which == 0:
            return FIRST + self.past_sessions + holder * STRIDE % self.missed // MISSING_PER_CLASS
        slot = 2 * holder + which - 1
        return FIRST + self.past_sessions + self.missed_sessions + slot * STRIDE % (2 * self.missed) // SEATS


async def seed_night(reservations: int, people: int) -> NightSeeded:
    """Fill the open database."""
    now = datetime.now(UTC)
    plan = Plan(reservations, now)
    async with write_transaction():
        scanning = await seed(people, SEATS)
        admin = StaffMember(email="dana@example.com", name="Dana", role=Role.ADMIN, created_at=now)
        await admin.save()
        token = await issue_staff_token(admin.id, Role.ADMIN, now)
    await _fill(plan, studio=1, course=1)
    return NightSeeded(scanning, token, plan.missed)


async def _fill(plan: Plan, studio: int, course: int) -> None:
    owners = range(FIRST, FIRST + plan.passes)
    async with bulk() as into:
        named = ((owner, f"c{owner}@example.com", f"Ana {owner}", plan.now) for owner in owners)
        await into.fill("customer", "id, email, name, created_at", named)
        await into.fill("customer_studio", "customer, studio", ((owner, studio) for owner in owners))
        await into.fill("class_registration", _PASS_COLUMNS, plan.passes_sold(studio))
        await into.fill("registration_course", "registration, course", ((owner, course) for owner in owners))
        await into.fill("class_session", _SESSION_COLUMNS, plan.sessions(course))
        await into.fill("session_reservation", _RESERVATION_COLUMNS, plan.reservations_made())
        for statement in statements_of("history", Engine.SQLITE, first=FIRST):  # the same text on both
            await into.run(statement)


_PASS_COLUMNS = (
    "id, customer, studio, name, sessions_included, sessions_remaining, max_advance_reservations, absence_grace_period,"
    " sold_at"
)
_SESSION_COLUMNS = "id, course, starts_at, ends_at, capacity, seats_taken, cancelled_at"
_RESERVATION_COLUMNS = (
    "id, registration, session, customer, code_hash, reserved_at, status, checked_in_at, checked_in_by, attended_at"
)


async def _main(reservations: int, people: int) -> NightSeeded:
    await current_engine().open()
    try:
        await migrate()
        return await seed_night(reservations, people)
    finally:
        await current_engine().close()


if __name__ == "__main__":
    seeded = asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
    Path(sys.argv[3]).write_text(json.dumps(asdict(seeded)))
