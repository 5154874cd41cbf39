"""A PostgreSQL of the tests' own: a fresh cluster in a temporary folder, on a free port of loopback."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.parts.child_process import ChildProcess, ProgramEnded
from tests.parts.free_port import free_port
from tests.parts.system_packages import found_of
from tests.parts.waiting import wait_until

SUPERUSER: Final = "postgres"
TRIES: Final = 3  # another program may take the free port first


class Durability(Enum):
    """What a commit means: tests are quick and forget at a power cut, figures are taken with the real thing."""

    NONE = "off"
    FULL = "on"


class PostgresCluster:
    """Use as a context: inside, `create_database` gives addresses; afterwards nothing is left.

    `stop` and `start` in between take the server away and bring it back, same port, same databases.
    """

    def __init__(self, durability: Durability = Durability.NONE) -> None:
        self._programs = found_of("postgresql").resolve().parent
        self._durability = durability
        self._user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None  # initdb refuses root
        self._folder = Path(tempfile.mkdtemp(prefix="studio-postgres-"))
        self._data = self._folder / "data"
        self._process: ChildProcess | None = None
        self.port = free_port()

    def __enter__(self) -> Self:
        try:
            self._initialise()
            self._start_on_a_free_port()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        finally:
            self._remove()

    def start(self) -> None:
        """Serve on `port`; raise ProgramEnded where the server ends, for instance because the port is taken."""
        promises = [f"{name}={self._durability.value}" for name in ("fsync", "synchronous_commit", "full_page_writes")]
        promises.append(f"autovacuum={self._durability.value}")  # a plan must not hang on which test came before
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=150", *promises]
        options = [word for setting in settings for word in ("-c", setting)]
        argv = [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self.port), *options]
        self._process = ChildProcess("postgres", argv, self._folder, environment=self._environment, user=self._user)
        wait_until(self._is_ready, "PostgreSQL to start")
        self._prove_that_it_is_ours()

    def stop(self) -> None:
        """Shut the server down at once, whoever is connected; nothing where it does not run."""
        if self._process is not None and self._process.is_alive():
            self._process.stop(signal.SIGINT)

    def become_standby(self) -> None:
        """Start again as one: it can be read, and takes no writes until it is promoted."""
        self.stop()
        (self._data / "standby.signal").touch()
        self.start()

    def promote(self) -> None:
        """Take writes from now on."""
        self._run("SELECT pg_promote()")

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database, a copy of `template`, and return its address."""
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgres://{SUPERUSER}@127.0.0.1:{self.port}/{name}"

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def log(self) -> str:
        """Return what the server has written to its log so far."""
        return self._process.stderr_path.read_text(encoding="utf-8", errors="replace") if self._process else ""

    @property
    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}

    def _initialise(self) -> None:
        if self._user is not None:
            os.chown(self._folder, self._user, -1)
        options = ("--no-sync", "--no-locale", "--encoding=UTF8", "--auth=trust", f"--username={SUPERUSER}")
        argv = [str(self._programs / "initdb"), "-D", str(self._data), *options]
        subprocess.run(
            argv,
            cwd=self._folder,
            env=self._environment,
            user=self._user,
            extra_groups=None if self._user is None else [],
            capture_output=True,
            check=True,
        )

    def _start_on_a_free_port(self) -> None:
        for _ in range(TRIES - 1):
            try:
                return self.start()
            except ProgramEnded:
                self.port = free_port()
        return self.start()

    def _is_ready(self) -> bool:
        if self._process is not None:
            self._process.must_be_alive()
        status = self._data / "postmaster.pid"
        lines = status.read_text().splitlines() if status.exists() else []
        return bool(lines) and lines[-1].strip() in ("ready", "standby")

    def _prove_that_it_is_ours(self) -> None:
        """An answer on the port is no proof: another PostgreSQL may hold it."""
        answered = Path(self._run("SHOW data_directory"))
        if answered != self._data:
            raise RuntimeError(f"port {self.port} is served by the cluster in {answered}, not by ours")

    def _run(self, statement: str) -> str:
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", SUPERUSER, "-d", "postgres"]
        argv = [
            str(self._programs / "psql"),
            *address,
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
        ]
        ran = subprocess.run(argv, env=self._environment, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            raise RuntimeError(f"{statement}: {ran.stderr.strip()}")
        return ran.stdout.strip()

    def _remove(self) -> None:
        shutil.rmtree(self._folder)
