"""The night over a whole database: beside set-based SQL of the same effect, and with people at the door."""

from dataclasses import dataclass

from tests.bench.figures import Figure, median_of, percentile
from tests.bench.night_run import Measured, by_command, by_hand, measure
from tests.bench.night_studio import night_studio
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster

SMALL, LARGE = 100_000, 1_000_000
PEOPLE = 2000
MOST_TIMES_SQL = {Engine.SQLITE: 30, Engine.POSTGRES: 10}
MOST_SCAN_MS = 250
MOST_GROWTH = 1.3
"""How much longer a row may take among ten times as many: trees are a level deeper, and caches no larger."""


@dataclass(frozen=True)
class Nights:
    """The nights over one size of database, each with so many absences."""

    reservations: int
    absences: int
    runs: list[Measured]

    @property
    def seconds(self) -> float:
        """Return the median."""
        return median_of([run.seconds for run in self.runs])

    @property
    def sql_seconds(self) -> float:
        """Return the median."""
        return median_of([run.sql_seconds for run in self.runs])


def night(engine: Engine, cluster: PostgresCluster, *, runs: int) -> list[Figure]:
    """Return the figures of one engine; the larger database is worked through once."""
    with night_studio(engine, cluster, reservations=SMALL, people=PEOPLE) as studio:
        small = Nights(SMALL, studio.seeded.absences, [measure(studio, by_hand) for _ in range(runs)])
        by_itself = measure(studio, by_command)
    with night_studio(engine, cluster, reservations=LARGE, people=PEOPLE) as studio:
        large = Nights(LARGE, studio.seeded.absences, [measure(studio, by_hand)])
    return [
        *_lines(engine, small),
        *_lines(engine, large),
        _growth(engine, small, large),
        _scans(f"slowest scan beside `studio job nightly`, {SMALL:,} reservations, {engine.value}", [by_itself]),
    ]


def _lines(engine: Engine, nights: Nights) -> list[Figure]:
    studio = f"{nights.reservations:,} reservations, {engine.value}"
    times, most = nights.seconds / nights.sql_seconds, MOST_TIMES_SQL[engine]
    touched = sum(run.touched_again for run in nights.runs)
    return [
        Figure(
            f"night of {nights.absences:,} absences that release {2 * nights.absences:,}, {studio}",
            f"{nights.seconds:.1f} s; set-based SQL {nights.sql_seconds:.1f} s: {times:.1f} times",
            f"≤ {most} times",
            times <= most,
        ),
        _scans(f"slowest scan beside it, {studio}", nights.runs),
        Figure(f"rows that a second run touches, {studio}", str(touched), "0", touched == 0),
    ]


def _scans(what: str, runs: list[Measured]) -> Figure:
    """Of several nights the one whose slowest scan is the slowest; idle is all of their time before."""
    idle_ms = 1000 * percentile([seconds for run in runs for seconds in run.idle.seconds], 0.99)
    beside = [seconds for run in runs for seconds in run.beside.seconds]
    slowest_ms, usual_ms = 1000 * max(beside), 1000 * percentile(beside, 0.5)
    return Figure(
        what,
        f"{slowest_ms:.0f} ms, p50 {usual_ms:.0f} ms of {len(beside)} scans; idle p99 {idle_ms:.0f} ms",
        f"≤ {MOST_SCAN_MS} ms + idle p99",
        slowest_ms <= MOST_SCAN_MS + idle_ms,
    )


def _growth(engine: Engine, small: Nights, large: Nights) -> Figure:
    rows = large.absences / small.absences
    growth = large.seconds / small.seconds / rows
    by_sql = large.sql_seconds / small.sql_seconds / rows
    return Figure(
        f"time of a row among {rows:.0f} times as many, {engine.value}",
        f"{growth:.2f} times; set-based SQL {by_sql:.2f} times",
        f"≤ {MOST_GROWTH} times",
        growth <= MOST_GROWTH,
    )
