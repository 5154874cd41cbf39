"""`studio import` of a hundred thousand reservations, and `studio export` of what it has brought in."""

import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from tests.bench.figures import Figure
from tests.bench.rig import environment_of
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster

ROWS: Final = 100_000
AIM_SECONDS: Final = 60
AIM_MB: Final = 300


@dataclass(frozen=True)
class _Ran:
    """How long a command took, and the most memory that it held."""

    seconds: float
    megabytes: float


def imports(engine: Engine, cluster: PostgresCluster) -> list[Figure]:
    """Return seconds and memory of the commands as the operator types them; each once, for a file is imported once."""
    with TemporaryDirectory(prefix="studio-bench-") as name:
        folder, files = Path(name), Path(name) / "files"
        files.mkdir()
        url = f"sqlite:///{folder / 'studio.db'}"
        if engine is Engine.POSTGRES:
            url = cluster.create_database(f"bench_{uuid.uuid4().hex}")
        environment = environment_of(folder, url)
        argv = [sys.executable, "-m", "tests.bench.imports_seed", str(files), str(ROWS)]
        subprocess.run(argv, env=environment, cwd=folder, check=True)
        commands = {
            "dry run": ("import", "--dry-run", str(files)),
            "import": ("import", str(files)),
            "the same files again": ("import", str(files)),
            "export": ("export", str(folder / "exported")),
        }
        return [
            figure
            for what, words in commands.items()
            for figure in _figures(f"{what}, {engine.value}", _run(words, environment, folder))
        ]


def _figures(what: str, ran: _Ran) -> list[Figure]:
    return [
        Figure(
            f"{ROWS:,} reservations, {what}", f"{ran.seconds:.1f} s", f"≤ {AIM_SECONDS} s", ran.seconds <= AIM_SECONDS
        ),
        Figure(f"memory, {what}", f"{ran.megabytes:.0f} MB", f"≤ {AIM_MB} MB", ran.megabytes <= AIM_MB),
    ]


def _run(words: tuple[str, ...], environment: dict[str, str], folder: Path) -> _Ran:
    argv = [sys.executable, "-m", "server.cli", *words]
    began = perf_counter()
    with (
        (folder / "said.txt").open("w") as said,
        subprocess.Popen(argv, env=environment, cwd=folder, stdout=said) as ran,
    ):
        _, status, used = os.wait4(ran.pid, 0)
        ran.returncode = os.waitstatus_to_exitcode(status)
    if ran.returncode:
        raise RuntimeError(f"{words}: exit {ran.returncode}: {(folder / 'said.txt').read_text()[-2000:]}")
    return _Ran(perf_counter() - began, used.ru_maxrss / 1024)
