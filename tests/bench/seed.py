"""Fill a database for the figures: `python -m tests.bench.seed PEOPLE SEATS FILE`.

Everybody has an eight-punch pass. One session, in half an hour, is booked by all; another, tomorrow, has SEATS free
seats and nobody in it. It runs in a process of its own, because tables bind one engine a process; the settings come
from the environment. Ids begin at round numbers, so that captured statements show which number is whose.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from piccolo.table import Table

from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.database.write_transaction import write_transaction
from server.keys import read_keys
from server.rules.pass_code import derive, hash_of
from server.rules.vocabulary import PunchKind, Role
from server.services.signing_in.pair_kiosk import issue_pairing_code
from server.services.signing_in.tokens import hash_of as token_hash_of
from server.services.signing_in.tokens import issue_kiosk_token
from server.settings import settings
from server.tables.access import AccessToken
from server.tables.courses import ClassSession, Course
from server.tables.kiosks import Kiosk
from server.tables.passes import ClassRegistration, PunchEntry, RegistrationCourse
from server.tables.people import Customer, CustomerStudio
from server.tables.reservations import SessionReservation
from server.tables.studios import Studio

FIRST_RESERVATION = 1_000_001
FIRST_REGISTRATION = 2_000_001
FIRST_CUSTOMER = 3_000_001
BATCH = 400
PUNCHES = 8


@dataclass(frozen=True)
class Seeded:
    """What the load needs: whom to scan, who may book, where."""

    kiosk_token: str
    pairing_code: str
    codes: list[str]
    customer_tokens: list[str]
    registration_ids: list[int]
    free_session_id: int

    @classmethod
    def read(cls, path: Path) -> "Seeded":
        """Return what a seeding process wrote."""
        return cls(**json.loads(path.read_text()))


async def seed(people: int, seats: int) -> Seeded:
    """Fill the open database."""
    now = datetime.now(UTC)
    studio = await _saved(Studio(name="Kiln & Co", timezone="America/New_York", created_at=now))
    course = await _saved(Course(studio=studio, name="Wheel Throwing", capacity=10))
    kiosk = await _saved(Kiosk(studio=studio, name="Front door", created_at=now, paired_at=now))
    token = await issue_kiosk_token(kiosk, now)
    window = await _saved(Kiosk(studio=studio, name="Window", created_at=now))
    pairing_code = (await issue_pairing_code(window, now)).pairing_code
    soon = await _session(course, now + timedelta(minutes=30), people, taken=people)
    free = await _session(course, now + timedelta(days=1), seats, taken=0)
    tokens = [f"bench-customer-{number}" for number in range(people)]
    await _insert_people(people, studio, tokens, now)
    await _insert_passes(people, studio, course, now)
    codes = await _insert_reservations(people, soon, now)
    return Seeded(token, pairing_code, codes, tokens, [FIRST_REGISTRATION + n for n in range(people)], free)


async def _session(course: int, starts_at: datetime, capacity: int, *, taken: int) -> int:
    ends_at = starts_at + timedelta(hours=2)
    row = ClassSession(course=course, starts_at=starts_at, ends_at=ends_at, capacity=capacity, seats_taken=taken)
    return await _saved(row)


async def _insert_people(people: int, studio: int, tokens: Sequence[str], now: datetime) -> None:
    ids = [FIRST_CUSTOMER + number for number in range(people)]
    await _insert(
        [Customer(id=i, name=f"Ana Ruiz {i}", email=f"ana.{i}@example.com", created_at=now) for i in ids],
    )
    await _insert([CustomerStudio(customer=i, studio=studio) for i in ids])
    await _insert(
        [
            AccessToken(
                token_hash=token_hash_of(token),
                kind=Role.CUSTOMER,
                customer=i,
                created_at=now,
                last_used_at=now,
                expires_at=now + timedelta(days=90),
            )
            for i, token in zip(ids, tokens, strict=True)
        ]
    )


async def _insert_passes(people: int, studio: int, course: int, now: datetime) -> None:
    passes = [
        ClassRegistration(
            id=FIRST_REGISTRATION + number,
            customer=FIRST_CUSTOMER + number,
            studio=studio,
            name="Eight classes",
            sessions_included=PUNCHES,
            sessions_remaining=PUNCHES,
            max_advance_reservations=3,
            absence_grace_period=0,
            sold_at=now,
        )
        for number in range(people)
    ]
    ids = [FIRST_REGISTRATION + number for number in range(people)]
    await _insert(passes)
    await _insert([RegistrationCourse(registration=i, course=course) for i in ids])
    await _insert(
        [PunchEntry(registration=i, kind=PunchKind.GRANT, delta=PUNCHES, actor="system", at=now) for i in ids]
    )


async def _insert_reservations(people: int, session: int, now: datetime) -> list[str]:
    key = read_keys(settings().secret_file).pass_code
    codes = [derive(key, FIRST_RESERVATION + number, 0) for number in range(people)]
    await _insert(
        [
            SessionReservation(
                id=FIRST_RESERVATION + number,
                registration=FIRST_REGISTRATION + number,
                session=session,
                customer=FIRST_CUSTOMER + number,
                code_hash=hash_of(code),
                reserved_at=now,
            )
            for number, code in enumerate(codes)
        ]
    )
    return codes


async def _insert(rows: Sequence[Table]) -> None:
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        await type(batch[0]).insert(*batch)


async def _saved(row: Table) -> int:
    await row.save()
    return int(row.id)  # type: ignore[attr-defined]  # every table has one


async def _main(people: int, seats: int) -> Seeded:
    engine = current_engine()
    await engine.open()
    try:
        await migrate()
        async with write_transaction():
            return await seed(people, seats)
    finally:
        await engine.close()


if __name__ == "__main__":
    seeded = asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
    Path(sys.argv[3]).write_text(json.dumps(asdict(seeded)))
