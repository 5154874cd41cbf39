"""From the command to the first answer, on an empty database, migrations included."""

import tempfile
import time
import uuid
from pathlib import Path

from tests.bench.figures import Figure, median_of
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster
from tests.parts.server_process import ServerProcess

MOST_SECONDS = 4.0


def start(engine: Engine, cluster: PostgresCluster, *, runs: int) -> list[Figure]:
    """Return how long a first start takes, and a second one."""
    times = [_run(engine, cluster) for _ in range(runs)]
    first, again = median_of([one[0] for one in times]), median_of([one[1] for one in times])
    return [
        Figure(f"start to first 200, empty {engine.value}", f"{first:.2f} s", "≤ 4 s", first <= MOST_SECONDS),
        Figure(f"start to first 200, again, {engine.value}", f"{again:.2f} s", "≤ 4 s", again <= MOST_SECONDS),
    ]


def _run(engine: Engine, cluster: PostgresCluster) -> tuple[float, float]:
    with tempfile.TemporaryDirectory(prefix="studio-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'studio.db'}"
        if engine is Engine.POSTGRES:
            url = cluster.create_database(f"bench_{uuid.uuid4().hex}")
        with ServerProcess(folder, url) as server:
            first = _seconds_to_start(server)
            server.stop()
            return first, _seconds_to_start(server)


def _seconds_to_start(server: ServerProcess) -> float:
    began = time.perf_counter()
    server.start()
    return time.perf_counter() - began
