"""Another process on a database: Piccolo's tables bind one a process, and some things take two."""

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

ROOT: Final = Path(__file__).parents[2]
PATIENCE_SECONDS: Final = 90


class OtherProcess:
    """Runs Python in `folder` on `database_url`: it has started when this returns, and `ended` waits for its end.

    As a context it is killed where the test did not come to its end.
    """

    def __init__(self, arguments: list[str], database_url: str, folder: Path) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "STUDIO_DATA": str(folder),
            "STUDIO_DATABASE_URL": database_url,
        }
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def hear(self) -> str:
        """Wait for a line that it says and return it; the empty text where it has ended."""
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def tell(self, line: str) -> None:
        """Give it a line."""
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def ended(self) -> tuple[int, str, str]:
        """Return exit code, standard output and standard error."""
        said, complained = self._process.communicate(timeout=PATIENCE_SECONDS)
        return self._process.returncode, said, complained
