"""Ten thousand reminders that are due at once."""

import json
import subprocess
import sys
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure, median_of
from tests.bench.rig import environment_of
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster

PEOPLE = 10_000
CLASSES = 1_000
AIM_SECONDS = 5.0
AIM_WAIT_MS = 250.0


def reminders(engine: Engine, cluster: PostgresCluster, *, runs: int) -> list[Figure]:
    """Return how long it takes to find and write them, and how long another writer waits meanwhile."""
    answers = [_run(engine, cluster) for _ in range(runs)]
    seconds = median_of([answer["seconds"] for answer in answers])
    wait_ms = 1000 * max(answer["wait"] for answer in answers)
    is_whole = all(answer["written"] == PEOPLE for answer in answers)
    what = f"{PEOPLE} due reminders of {CLASSES} classes, {engine.value}"
    return [
        Figure(what, f"{seconds:.2f} s", f"≤ {AIM_SECONDS:.0f} s", is_whole and seconds <= AIM_SECONDS),
        Figure(
            f"longest wait of a writer meanwhile, {engine.value}",
            f"{wait_ms:.0f} ms",
            f"≤ {AIM_WAIT_MS:.0f} ms",
            wait_ms <= AIM_WAIT_MS,
        ),
    ]


def _run(engine: Engine, cluster: PostgresCluster) -> dict[str, float]:
    with TemporaryDirectory(prefix="studio-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'studio.db'}"
        if engine is Engine.POSTGRES:
            url = cluster.create_database(f"bench_{uuid.uuid4().hex}")
        argv = [sys.executable, "-m", "tests.bench.reminders_run", str(PEOPLE), str(CLASSES)]
        environment = environment_of(folder, url)
        ran = subprocess.run(argv, env=environment, cwd=folder, check=True, capture_output=True, text=True)
        answer: dict[str, float] = json.loads(ran.stdout)
        return answer
