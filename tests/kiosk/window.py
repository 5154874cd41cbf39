"""The real kiosk window against a scripted studio: its trace, its screen, and its page looked into from outside."""

import json
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.kiosk.studio import PAIRING_CODE, Studio
from tests.parts.child_process import ChildProcess
from tests.parts.display import Display
from tests.parts.free_port import free_port
from tests.parts.waiting import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).parents[2]
Line = dict[str, Any]


class Window:
    """A kiosk process on a display; a context that ends it."""

    def __init__(self, folder: Path, studio: Studio, display: Display, **environment: str) -> None:
        self.display = display
        self.inspector_port = free_port()
        self.state_dir = folder / "state"
        self._folder = folder
        self._trace = folder / "trace.jsonl"
        self._seen = 0
        argv = [sys.executable, "-m", "kiosk", "--server", studio.url, "--token-store", "file"]
        argv += ["--state-dir", str(self.state_dir), "--trace", str(self._trace)]
        self._argv = argv
        self._environment = self._environment_with(environment)
        self.process: ChildProcess

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.is_alive():
            self.process.stop()

    def start(self, pairing_code: str | None = PAIRING_CODE) -> Self:
        """Open the window."""
        pairing = [] if pairing_code is None else ["--pair", pairing_code]
        self.process = ChildProcess("kiosk", [*self._argv, *pairing], self._folder, environment=self._environment)
        return self

    def focus(self) -> None:
        """Give the window the keyboard, which the window manager does a moment after it is drawn."""
        self.display.focus("Studio check-in")

    def wait_for(self, screen: str, *, seconds: float = PATIENCE_SECONDS, **facts: Any) -> Line:
        """Return the next line of the trace with that screen and those facts, and read on from there."""
        return wait_until(lambda: self._next(screen, facts), f"the kiosk to show {screen} {facts}", seconds=seconds)

    def read_on(self) -> None:
        """Wait for what comes after the screens so far."""
        self._seen = len(self.lines())

    def lines(self) -> list[Line]:
        """Return the trace so far."""
        text = self._trace.read_text(encoding="utf-8") if self._trace.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def log(self) -> str:
        """Return what the kiosk has said on standard error."""
        return self.process.stderr_path.read_text(encoding="utf-8", errors="replace")

    def _next(self, screen: str, facts: Line) -> Line | None:
        for number, line in enumerate(self.lines()):
            if number >= self._seen and line["screen"] == screen and facts.items() <= line.items():
                self._seen = number + 1
                return line
        self.process.must_be_alive()
        return None

    def _environment_with(self, more: dict[str, str]) -> dict[str, str]:
        runtime = self._folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        return {
            **self.display.environment,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "STUDIO_KIOSK_PATIENCE": "10",  # a busy machine is no server that has gone
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "LANG": os.environ.get("LANG", "C.UTF-8"),
            "QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{self.inspector_port}",
            **more,
        }
