"""A year of five classes a day, made from timetables."""

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

AIM_SECONDS = 2.0


def timetables(engine: Engine, cluster: PostgresCluster, *, runs: int) -> list[Figure]:
    """Return how long it takes to make them, and to ask for them again."""
    answer = _run(engine, cluster, runs)
    made, again = answer["made"], answer["again"]
    what = f"a year of five classes a day (1,825 sessions) materialised, {engine.value}"
    return [
        Figure(what, f"{made:.2f} s", f"≤ {AIM_SECONDS:.0f} s", made <= AIM_SECONDS),
        Figure(f"the same asked for again, {engine.value}", f"{again:.2f} s"),
    ]


def _run(engine: Engine, cluster: PostgresCluster, runs: int) -> dict[str, float]:
    with TemporaryDirectory(prefix="studio-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'studio.db'}"
        if engine is Engine.POSTGRES:
            url = cluster.create_database(f"bench_{uuid.uuid4().hex}")
        argv = [sys.executable, "-m", "tests.bench.timetables_run", str(runs)]
        environment = environment_of(folder, url)
        ran = subprocess.run(argv, env=environment, cwd=folder, check=True, capture_output=True, text=True)
        answer: dict[str, float] = json.loads(ran.stdout)
        return answer
