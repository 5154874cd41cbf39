"""The real kiosk in a process and a window of its own, followed through its trace."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.parts.child_process import ChildProcess
from tests.parts.display import Display
from tests.parts.waiting import PATIENCE_SECONDS, wait_until

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Screen:
    """One screen that the page has confirmed drawing."""

    state: str
    reservation_id: int | None
    ms: int | None = None  # from the scan to the drawing
    verdict: str | None = None


class KioskProcess:
    """`start` it, wait for screens, `stop` or `kill` it, and `start` it again with the same state folder.

    Use as a context: what runs at its end is stopped.
    """

    def __init__(
        self, folder: Path, server_url: str, display: Display, *, environment: Mapping[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._server_url = server_url
        self._display = display
        self._trace = folder / "trace.jsonl"
        self._more_environment = environment or {}
        self._seen = 0
        self._process: ChildProcess | None = None

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
            raise RuntimeError("the kiosk has not been started")
        return self._process

    def start(self, pairing_code: str | None = None) -> None:
        """Open the window; `pairing_code` is needed until the state folder holds a device token."""
        pairing = [] if pairing_code is None else ["--pair", pairing_code]
        places = ["--state-dir", str(self._folder / "state"), "--trace", str(self._trace)]
        argv = [sys.executable, "-m", "kiosk", "--server", self._server_url, *pairing, *places]
        self._process = ChildProcess("kiosk", argv, self._folder, environment=self._environment())

    def wait_for_screen(self, *states: str, verdict: str | None = None, seconds: float = PATIENCE_SECONDS) -> Screen:
        """Return the next screen in one of `states` (with `verdict`, where one is given), later than the last wait's.

        Raises ProgramEnded where the kiosk ends, TimeoutError with what it showed instead after `seconds`.
        """
        what = f"the kiosk to show {' or '.join(states)}" + (f" ({verdict})" if verdict else "")
        try:
            return wait_until(lambda: self._next(states, verdict), what, seconds=seconds)
        except TimeoutError as error:
            shown = [screen.state for screen in self._read()]
            raise TimeoutError(f"{error}; it showed {shown} and said: {self.process.last_words()}") from error

    def screens(self) -> list[Screen]:
        """Return all screens so far, oldest first."""
        return list(self._read())

    def stop(self) -> None:
        """Ask it to end, and wait until it has; nothing where it does not run."""
        if self._process is not None and self._process.is_alive():
            self._process.stop()

    def kill(self) -> None:
        """End it at this instant."""
        self.process.kill()

    def _environment(self) -> dict[str, str]:
        runtime = self._folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        return {
            **self._display.environment,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "STUDIO_KIOSK_PATIENCE": "10",  # a busy machine is no server that has gone
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "LANG": os.environ.get("LANG", "C.UTF-8"),
            **self._more_environment,
        }

    def _next(self, states: tuple[str, ...], verdict: str | None) -> Screen | None:
        for number, screen in enumerate(self._read()):
            if number >= self._seen and screen.state in states and verdict in (None, screen.verdict):
                self._seen = number + 1
                return screen
        self.process.must_be_alive()
        return None

    def _read(self) -> Iterator[Screen]:
        """Return the screens of the trace, but for a last line that is still being written."""
        text = self._trace.read_text(encoding="utf-8") if self._trace.exists() else ""
        for line in text.splitlines(keepends=True):
            if line.endswith("\n"):
                entry = json.loads(line)
                yield Screen(entry["screen"], entry.get("reservationId"), entry.get("ms"), entry.get("verdict"))
