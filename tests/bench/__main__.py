"""`make bench`: take every figure once, print the tables, and keep them in docs/benchmarks.md."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.availability import availability
from tests.bench.figures import Figure, machine, table
from tests.bench.imports import imports
from tests.bench.night import night
from tests.bench.reminders import reminders
from tests.bench.reports import reports
from tests.bench.scans import scans
from tests.bench.seats import seats
from tests.bench.start import start
from tests.bench.timetables import timetables
from tests.bench.window import window
from tests.parts.engine import Engine
from tests.parts.postgres import Durability, PostgresCluster

RUNS = 3
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"

HEAD = """# Benchmarks

One run of `make bench` on {day}: {machine}. Medians of {runs} runs; the client, the database and the server share the
cores. PostgreSQL and SQLite write through to the disk at each commit (`fsync`, `synchronous=FULL`). Ratios travel
better than seconds. A figure that missed its aim says so.
"""


def main() -> None:
    """Take the figures; exit 0 also where one missed, for a miss is a finding and not a failure."""
    with PostgresCluster(Durability.FULL) as cluster:
        sections = [
            _section("Two hundred clients for ten seats", [f for e in Engine for f in seats(e, cluster, runs=RUNS)]),
            _section("Scans", [f for e in Engine for f in scans(e, cluster, runs=RUNS)]),
            _section("The night", [f for e in Engine for f in night(e, cluster, runs=RUNS)]),
            _section("Reminders", [f for e in Engine for f in reminders(e, cluster, runs=RUNS)]),
            _section("Reports", [f for e in Engine for f in reports(e, cluster, runs=RUNS)]),
            _section("Timetables", [f for e in Engine for f in timetables(e, cluster, runs=RUNS)]),
            _section("Import and export", [f for e in Engine for f in imports(e, cluster)]),
            _section("Availability", [f for e in Engine for f in availability(e, cluster, runs=5 * RUNS)]),
            _section("Start", [f for e in Engine for f in start(e, cluster, runs=RUNS)]),
            _section("The kiosk's window", window(cluster)),
        ]
    head = HEAD.format(day=datetime.now(UTC).date(), machine=machine(), runs=RUNS)
    PAGE.write_text("\n".join([head, *sections]), encoding="utf-8")


def _section(title: str, figures: list[Figure]) -> str:
    text = table(title, figures)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    return text


if __name__ == "__main__":
    main()
