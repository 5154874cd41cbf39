"""One kiosk a state folder: two windows would take each other's scans."""

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class AlreadyRunning(Exception):
    """Another process holds the state folder."""


def hold(state_dir: Path) -> IO[str]:
    """Return the lock's open file, to be kept as long as the process lives; raises `AlreadyRunning`.

    The system lets go of it when the process ends, however it ends.
    """
    file = (state_dir / "kiosk.lock").open("w", encoding="ascii")
    try:
        _lock(file)
    except OSError as held:
        file.close()
        raise AlreadyRunning from held
    return file
