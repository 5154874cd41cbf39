"""What a pass can book in one week: as quick with a million reservations in the database as with ten thousand."""

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

FEW, MANY = 10_000, 1_000_000
AIM_RATIO = 2.0


def availability(engine: Engine, cluster: PostgresCluster, *, runs: int) -> list[Figure]:
    """Return how long it takes with few and with many, their ratio, and the statements of both."""
    few, many = (_run(engine, cluster, reservations, runs) for reservations in (FEW, MANY))
    ratio = many["seconds"] / few["seconds"]
    asked = f"{few['statements']:.0f} and {many['statements']:.0f}"
    return [
        Figure(f"one week of {many['classes']:.0f} classes, {FEW:,} reservations, {engine.value}", _ms(few)),
        Figure(f"the same, {MANY:,} reservations, {engine.value}", _ms(many)),
        Figure(f"ratio, {engine.value}", f"{ratio:.2f}", f"≤ {AIM_RATIO:.0f}", ratio <= AIM_RATIO),
        Figure(f"statements, {engine.value}", asked, "the same", few["statements"] == many["statements"]),
    ]


def _ms(answer: dict[str, float]) -> str:
    return f"{1000 * answer['seconds']:.1f} ms"


def _run(engine: Engine, cluster: PostgresCluster, reservations: int, runs: int) -> dict[str, float]:
    with TemporaryDirectory(prefix="studio-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'studio.db'}"
        if engine is Engine.POSTGRES:
            url = cluster.create_database(f"bench_{uuid.uuid4().hex}")
        argv = [sys.executable, "-m", "tests.bench.availability_run", str(reservations), str(runs)]
        environment = environment_of(folder, url)
        ran = subprocess.run(argv, env=environment, cwd=folder, check=True, capture_output=True, text=True)
        answer: dict[str, float] = json.loads(ran.stdout)
        return answer
