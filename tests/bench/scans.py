"""Scans a second, beside what the database alone makes of the same statements."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from server.rules.pass_code import hash_of
from tests.bench.baselines import bare_sqlite_per_second, pad_code_hashes, pgbench_per_second
from tests.bench.capture import capture, scan_call
from tests.bench.figures import Figure, cpu_seconds, median_of, percentile, resident_mb
from tests.bench.http_load import Call, Load, load
from tests.bench.rig import Rig, rig, run_seed
from tests.bench.seed import FIRST_RESERVATION
from tests.bench.statements import Captured
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster

SCANS = {1: 200, 8: 800, 32: 1600}
"""Scans of one run, by the number of clients."""

MOST_STATEMENTS = 12
SHARE_OF_PGBENCH = 0.20
SHARE_OF_BARE_SQLITE = 0.10
BUSIEST = 32
SCANS_BEFORE_MEMORY = 10_000
MOST_MEMORY_MB = 120
BARE_SCANS = 1000


@dataclass(frozen=True)
class Measured:
    """The medians of the runs with so many clients."""

    clients: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float


def scans(engine: Engine, cluster: PostgresCluster, *, runs: int) -> list[Figure]:
    """Return the figures of one engine."""
    captured = capture(engine, cluster)
    count = len(captured.statements)
    figures = [
        Figure(f"statements a scan, {engine.value}", str(count), f"≤ {MOST_STATEMENTS}", count <= MOST_STATEMENTS)
    ]
    with rig(engine, cluster, people=SCANS_BEFORE_MEMORY + 400) as ready:
        calls = _calls(ready)
        measured = [_measure(ready, calls, clients, runs) for clients in SCANS]
        done = runs * sum(SCANS.values())
        _scan(ready, calls, 8, max(0, SCANS_BEFORE_MEMORY - done))
        memory = resident_mb(ready.server.process.pid)
    alone = _alone(engine, cluster, captured, runs)
    figures += [_line(engine, one, alone[one.clients]) for one in measured]
    what = f"memory of the server after {max(done, SCANS_BEFORE_MEMORY)} scans, {engine.value}"
    figures.append(Figure(what, f"{memory:.0f} MB", f"≤ {MOST_MEMORY_MB} MB", memory <= MOST_MEMORY_MB))
    return figures


def _calls(ready: Rig) -> Iterator[Call]:
    seeded = ready.seeded
    return (scan_call(seeded.kiosk_token, code, f"bench-scan-{number}") for number, code in enumerate(seeded.codes))


def _measure(ready: Rig, calls: Iterator[Call], clients: int, runs: int) -> Measured:
    results, cpu_ms = [], []
    for _ in range(runs):
        before = cpu_seconds(ready.server.process.pid)
        results.append(_scan(ready, calls, clients, SCANS[clients]))
        cpu_ms.append((cpu_seconds(ready.server.process.pid) - before) / SCANS[clients] * 1000)
    return Measured(
        clients,
        median_of([result.per_second for result in results]),
        median_of([percentile(result.seconds, 0.50) * 1000 for result in results]),
        median_of([percentile(result.seconds, 0.99) * 1000 for result in results]),
        median_of(cpu_ms),
    )


def _scan(ready: Rig, calls: Iterator[Call], clients: int, count: int) -> Load:
    result = asyncio.run(load(ready.server.port, list(islice(calls, count)), clients))
    refused = [body for body in result.bodies if b'"verdict":"ok"' not in body]
    if refused:
        raise AssertionError(refused[0])
    return result


def _alone(engine: Engine, cluster: PostgresCluster, captured: Captured, runs: int) -> dict[int, float]:
    """Return what the database alone does in a second, by the number of clients."""
    if engine is Engine.SQLITE:
        return dict.fromkeys(SCANS, median_of([_bare_sqlite(captured) for _ in range(runs)]))
    with tempfile.TemporaryDirectory(prefix="studio-bench-") as name:
        url = cluster.create_database("bench_pgbench")
        run_seed(Path(name), url, runs * sum(SCANS.values()) + 100, 10)
        pad_code_hashes(url)
        first, rates = FIRST_RESERVATION, dict[int, float]()
        for clients, count in SCANS.items():
            of_runs = []
            for _ in range(runs):
                of_runs.append(pgbench_per_second(captured, url, Path(name), clients=clients, scans=count, first=first))
                first += count
            rates[clients] = median_of(of_runs)
        cluster.drop_database("bench_pgbench")
        return rates


def _bare_sqlite(captured: Captured) -> float:
    with tempfile.TemporaryDirectory(prefix="studio-bench-") as name:
        file = Path(name) / "studio.db"
        seeded = run_seed(Path(name), f"sqlite:///{file}", BARE_SCANS, 10)
        return bare_sqlite_per_second(captured, file, [hash_of(code) for code in seeded.codes], first=0)


def _line(engine: Engine, one: Measured, alone: float) -> Figure:
    share = one.per_second / alone
    least = SHARE_OF_PGBENCH if engine is Engine.POSTGRES else SHARE_OF_BARE_SQLITE
    beside = "pgbench" if engine is Engine.POSTGRES else "a bare sqlite3 writer"
    measured = (
        f"{one.per_second:.0f}/s, p50 {one.p50_ms:.1f} ms, p99 {one.p99_ms:.1f} ms, {one.cpu_ms:.2f} ms CPU;"
        f" {share:.2f} of {beside} ({alone:.0f}/s)"
    )
    is_aimed_at = one.clients == BUSIEST
    return Figure(
        f"scans, {one.clients} client{'s' if one.clients > 1 else ''}, {engine.value}",
        measured,
        f"≥ {least:.2f} of {beside}" if is_aimed_at else "",
        share >= least if is_aimed_at else None,
    )
