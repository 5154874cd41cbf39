"""A database full of absences, made once, and as many copies of it as there are things to measure on it."""

import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.plain_sql import PlainDatabase, statements_of
from tests.bench.rig import environment_of
from tests.bench.seed_night import FIRST, NightSeeded
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster


@dataclass(frozen=True)
class NightCopy:
    """A copy of its own: the folder with its secret, the address of its database, and plain SQL on it."""

    folder: Path
    url: str
    plain: PlainDatabase

    def end_classes(self) -> None:
        """Let the missed classes be over."""
        self.plain.run(self._statements("end_classes"))

    def night_by_sql(self) -> float:
        """Do the night as a few statements over whole tables; return the seconds."""
        return self.plain.run(self._statements("night"))

    def end_state(self) -> list[str]:
        """Return what the night has left, by counts and sums."""
        return self.plain.answers(self._statements("end_state"))

    def _statements(self, name: str) -> list[str]:
        return statements_of(name, self.plain.engine, first=FIRST)


@dataclass(frozen=True)
class NightStudio:
    """The filled database, of which nobody uses the original."""

    engine: Engine
    cluster: PostgresCluster
    folder: Path
    url: str
    seeded: NightSeeded

    @contextmanager
    def copy(self) -> Iterator[NightCopy]:
        """Give a copy; it ends with the context."""
        with TemporaryDirectory(prefix="studio-bench-") as name:
            folder = Path(name)
            for file in self.folder.iterdir():
                shutil.copy2(file, folder)
            if self.engine is Engine.SQLITE:
                url = _file_in(folder)
                yield NightCopy(folder, url, PlainDatabase(self.engine, url))
                return
            copy = _new_name()
            url = self.cluster.create_database(copy, template=self.url.rsplit("/", 1)[1])
            plain = PlainDatabase(self.engine, url)
            plain.run(["CHECKPOINT"])  # what the copying left to write is not the night's
            yield NightCopy(folder, url, plain)
            self.cluster.drop_database(copy)


@contextmanager
def night_studio(engine: Engine, cluster: PostgresCluster, *, reservations: int, people: int) -> Iterator[NightStudio]:
    """Give a filled database; it ends with the context."""
    with TemporaryDirectory(prefix="studio-bench-") as name:
        folder = Path(name)
        url = _file_in(folder) if engine is Engine.SQLITE else cluster.create_database(_new_name())
        file = folder / "seeded.json"
        argv = [sys.executable, "-m", "tests.bench.seed_night", str(reservations), str(people), str(file)]
        subprocess.run(argv, env=environment_of(folder, url), cwd=folder, check=True)
        yield NightStudio(engine, cluster, folder, url, NightSeeded.read(file))
        if engine is Engine.POSTGRES:
            cluster.drop_database(url.rsplit("/", 1)[1])


def _file_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'studio.db'}"


def _new_name() -> str:
    return f"bench_{uuid.uuid4().hex}"
