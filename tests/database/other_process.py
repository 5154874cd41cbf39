"""Another process on a database: Piccolo's tables bind one a process, and some things take two."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PATIENCE_SECONDS: Final = 90


class OtherProcess:
    """Runs Python in `folder` on `database_url`; it has started when this returns, and `ended` waits for its end."""

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
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ended(self) -> tuple[int, str, str]:
        """Return exit code, standard output and standard error."""
        said, complained = self._process.communicate(timeout=PATIENCE_SECONDS)
        return self._process.returncode, said, complained


def migrating(database_url: str, folder: Path) -> OtherProcess:
    """Start `studio migrate`."""
    return OtherProcess(["-m", "server.cli", "migrate"], database_url, folder)
