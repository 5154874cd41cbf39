"""A program that a test started."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

TAIL: Final = 3000


class ProgramEnded(Exception):
    """A program ended where it should have gone on; carries its name, exit code and last words."""

    def __init__(self, name: str, code: int | None, last_words: str) -> None:
        super().__init__(f"{name} ended with {code}; its last words:\n{last_words}")


class ChildProcess:
    """Runs `argv` in `folder`, writes `name.stdout` and `name.stderr` there, and ends by its own pid.

    It gets `environment` and nothing of ours, and no terminal: Ctrl-C reaches the test, which ends what it started.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str | os.PathLike[str]],
        folder: Path,
        *,
        environment: Mapping[str, str],
        user: int | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.stdout_path = folder / f"{name}.stdout"
        self.stderr_path = folder / f"{name}.stderr"
        with self.stdout_path.open("ab") as stdout, self.stderr_path.open("ab") as stderr:
            self._process = subprocess.Popen(
                argv,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
                pass_fds=pass_fds,
                user=user,
                extra_groups=None if user is None else [],
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Is it still running?"""
        return self._process.poll() is None

    def must_be_alive(self) -> None:
        """Raise ProgramEnded where it is not."""
        if not self.is_alive():
            raise ProgramEnded(self.name, self._process.returncode, self.last_words())

    def last_words(self) -> str:
        """Return the end of what it wrote on standard error, or else on standard output."""
        return (self.stderr_path.read_text(errors="replace") or self.stdout_path.read_text(errors="replace"))[-TAIL:]

    def stop(self, ask: signal.Signals = signal.SIGTERM, *, patience_seconds: float = 15) -> int:
        """Ask it to end and return its exit code; raise TimeoutExpired, having killed it, where it does not."""
        self._process.send_signal(ask)
        try:
            return self._process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """End it at this instant, as a power cut would."""
        self._process.kill()
        self._process.wait()
