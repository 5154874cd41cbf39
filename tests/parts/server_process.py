"""The real server in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import httpx

from tests.parts.child_process import ChildProcess
from tests.parts.free_port import free_port
from tests.parts.moved_clock import MovedClock
from tests.parts.waiting import PATIENCE_SECONDS, wait_until

ROOT: Final = Path(__file__).parents[2]


class ServerProcess:
    """`start` it, `stop` or `kill` it, and `start` it again: same port, same data, same output files.

    Use as a context: what runs at its end is stopped.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str,
        *,
        mail_url: str | None = None,
        clock: MovedClock | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.mail_folder = folder / "mail"  # where mails land as .eml files when no `mail_url` is given
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: ChildProcess | None = None
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "HOME": str(folder),
            "TZ": "UTC",
            "STUDIO_DATABASE_URL": database_url,
            "STUDIO_DATA": str(folder),
            "STUDIO_HOST": "127.0.0.1",
            "STUDIO_PORT": str(self.port),
            "STUDIO_PUBLIC_URL": self.url,
            "STUDIO_MAIL_URL": mail_url or self.mail_folder.as_uri(),
            **(clock.environment if clock else {}),
            **(settings or {}),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def process(self) -> ChildProcess:
        """The process of the last start: its pid, its output."""
        if self._process is None:
            raise RuntimeError("the server has not been started")
        return self._process

    def command(self, *words: str, stdin: str = "") -> str:
        """Run `studio` with `words`, set as this server is, and return what it says.

        Raises CalledProcessError where it ends badly.
        """
        argv = [sys.executable, "-m", "server.cli", *words]
        environment = self._environment
        ended = subprocess.run(
            argv, input=stdin, env=environment, cwd=self._folder, capture_output=True, text=True, check=True
        )
        return ended.stdout

    def start(self, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Start it and return once it is ready; raise ProgramEnded with its last words where it ends instead."""
        argv = [sys.executable, "-m", "server.cli", "serve"]
        self._process = ChildProcess("server", argv, self._folder, environment=self._environment)
        wait_until(self.is_ready, "the server to be ready", seconds=seconds)

    def is_ready(self) -> bool:
        """Does it say that it can serve? Raises ProgramEnded where it has ended."""
        self.process.must_be_alive()
        try:
            return httpx.get(f"{self.url}/health/ready", trust_env=False).is_success
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """Ask it to end, and wait until it has; nothing where it does not run."""
        if self._process is not None and self._process.is_alive():
            self._process.stop()

    def kill(self) -> None:
        """End it at this instant."""
        self.process.kill()
