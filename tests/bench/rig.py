"""One server on one fresh, filled database: what every figure is measured on."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.seed import Seeded
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster
from tests.parts.server_process import ROOT, ServerProcess


@dataclass(frozen=True)
class Rig:
    """A ready server, its folder, its database and the people in it."""

    engine: Engine
    folder: Path
    database_url: str
    server: ServerProcess
    seeded: Seeded

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of another process that looks at the same studio."""
        return environment_of(self.folder, self.database_url)


@contextmanager
def rig(engine: Engine, cluster: PostgresCluster, *, people: int, seats: int = 10) -> Iterator[Rig]:
    """Give a running server on a database with so many people; it ends with the context."""
    with TemporaryDirectory(prefix="studio-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'studio.db'}"
        if engine is Engine.POSTGRES:
            url = cluster.create_database(f"bench_{uuid.uuid4().hex}")
        seeded = run_seed(folder, url, people, seats)
        with ServerProcess(folder, url) as server:
            server.start()
            yield Rig(engine, folder, url, server, seeded)


def run_seed(folder: Path, url: str, people: int, seats: int) -> Seeded:
    """Fill a database in a process of its own."""
    file = folder / "seeded.json"
    argv = [sys.executable, "-m", "tests.bench.seed", str(people), str(seats), str(file)]
    subprocess.run(argv, env=environment_of(folder, url), cwd=folder, check=True)
    return Seeded.read(file)


def environment_of(folder: Path, url: str) -> dict[str, str]:
    """Return the settings of a studio whose data lies in a folder."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "STUDIO_DATABASE_URL": url,
        "STUDIO_DATA": str(folder),
    }
