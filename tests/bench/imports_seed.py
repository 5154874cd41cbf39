"""Make an empty studio and the files of a large one: `python -m tests.bench.imports_seed FOLDER RESERVATIONS`.

Five thousand customers with an eight-punch pass each; every class has as many people, nineteen of twenty classes are
over. It runs in a process of its own, because tables bind one engine a process.
"""

import asyncio
import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from server.database.engines import current_engine
from server.database.migration_guard import migrate
from server.tables.studios import Studio

PEOPLE: Final = 5_000
SEATS: Final = 20
PAST: Final = 0.95


async def _make_studio() -> None:
    engine = current_engine()
    await engine.open()
    await migrate()
    await Studio(name="Kiln & Co", timezone="America/New_York", created_at=datetime.now(UTC)).save()
    await engine.close()


def _write(folder: Path, reservations: int) -> None:
    people = range(PEOPLE)
    customers = ((f"u{i}", f"ana.{i}@example.com", f"Ana Ruiz {i}", "+1 555 0100") for i in people)
    _write_file(folder / "customers.csv", ("id", "email", "name", "phone"), customers)
    courses = ((f"c{i}", f"Course {i}", SEATS, 120) for i in range(12))
    _write_file(folder / "courses.csv", ("id", "name", "capacity", "duration_minutes"), courses)
    classes = reservations // SEATS
    begins = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=classes * PAST)
    sessions = ((f"s{i}", f"c{i % 12}", (begins + timedelta(hours=i)).isoformat()) for i in range(classes))
    _write_file(folder / "sessions.csv", ("id", "course_id", "starts_at"), sessions)
    covered = " ".join(f"c{i}" for i in range(12))
    passes = ((f"p{i}", f"u{i}", "Eight classes", "PUNCH_PASS", covered, 8, 8) for i in people)
    columns = ("id", "customer_id", "name", "pass_type", "course_ids", "sessions_included", "sessions_remaining")
    _write_file(folder / "passes.csv", columns, passes)
    seats = ((f"r{i}", f"p{i % PEOPLE}", f"s{i // SEATS}", i // SEATS < classes * 0.85) for i in range(reservations))
    _write_file(folder / "reservations.csv", ("id", "pass_id", "session_id", "attended"), seats)


def _write_file(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    asyncio.run(_make_studio())
    _write(Path(sys.argv[1]), int(sys.argv[2]))
