"""The reports of a year of a million reservations."""

import json
import subprocess
import sys
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure
from tests.bench.rig import environment_of
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster

RESERVATIONS = 1_000_000
AIM_SECONDS = 1.0


def reports(engine: Engine, cluster: PostgresCluster, *, runs: int) -> list[Figure]:
    """Return how long each takes, and how long nothing else could go on meanwhile."""
    answer = _run(engine, cluster, runs)
    stall_ms = 1000 * answer.pop("stall")
    lines = [_line(f"{name}, {engine.value}", seconds) for name, seconds in answer.items()]
    return [*lines, Figure(f"longest stall of the server's loop meanwhile, {engine.value}", f"{stall_ms:.0f} ms")]


def _line(what: str, seconds: float) -> Figure:
    if not what.startswith("utilization"):
        return Figure(what, f"{seconds:.3f} s")
    return Figure(what, f"{seconds:.3f} s", f"≤ {AIM_SECONDS:.0f} s", seconds <= AIM_SECONDS)


def _run(engine: Engine, cluster: PostgresCluster, runs: int) -> dict[str, float]:
    with TemporaryDirectory(prefix="studio-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'studio.db'}"
        if engine is Engine.POSTGRES:
            url = cluster.create_database(f"bench_{uuid.uuid4().hex}")
        argv = [sys.executable, "-m", "tests.bench.reports_run", str(RESERVATIONS), str(runs)]
        environment = environment_of(folder, url)
        ran = subprocess.run(argv, env=environment, cwd=folder, check=True, capture_output=True, text=True)
        answer: dict[str, float] = json.loads(ran.stdout)
        return answer
