"""A screen of the tests' own: Xvfb at the kiosk's size with a window manager, keys, taps and pictures."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.parts.child_process import ChildProcess, ProgramEnded
from tests.parts.system_packages import found_of
from tests.parts.waiting import wait_until

SIZE: Final = "1280x800"
READER_DELAY_MS: Final = 8  # between two letters of a usual USB reader


class Display:
    """A running screen; `name` is what DISPLAY takes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._xdotool = found_of("xdotool")
        self._import = found_of("imagemagick")

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to find this screen."""
        return {"PATH": os.environ["PATH"], "DISPLAY": self.name}

    def has_window_manager(self) -> bool:
        """Does a window manager answer? Without one no window goes full screen or gets the keyboard."""
        return self._is_done("get_desktop")

    def focus(self, title: str) -> None:
        """Give the keyboard to the visible window with `title` (a pattern), waiting until it is there.

        Asked again where the window was just being mapped: the window manager refuses it the keyboard then.
        """
        words = ("search", "--onlyvisible", "--name", title, "windowactivate", "--sync")
        wait_until(lambda: self._is_done(*words), f"a window {title!r} to take the keyboard")

    def type_text(self, text: str, delay_ms: int = READER_DELAY_MS) -> None:
        """Press the keys of `text`, as a USB reader does, without an Enter at the end."""
        self._do("type", "--clearmodifiers", "--delay", str(delay_ms), "--", text)

    def key(self, *names: str) -> None:
        """Press keys by their X names, one after the other: `Return`, `Tab`, `alt+F4`."""
        self._do("key", "--clearmodifiers", "--", *names)

    def click(self, x: int, y: int) -> None:
        """Tap on a point, in pixels from the top left."""
        self._do("mousemove", str(x), str(y), "click", "1")

    def screenshot(self, path: Path) -> Path:
        """Write what the screen shows as a PNG, and return its path."""
        subprocess.run([self._import, "-window", "root", f"png:{path}"], env=self.environment, check=True)
        return path

    def _is_done(self, *words: str) -> bool:
        asked = subprocess.run([self._xdotool, *words], env=self.environment, check=False, capture_output=True)
        return asked.returncode == 0

    def _do(self, *words: str) -> None:
        subprocess.run([self._xdotool, *words], env=self.environment, check=True, capture_output=True, timeout=60)


@contextmanager
def open_display(size: str = SIZE) -> Iterator[Display]:
    """Give a screen of `size` on a free display; its two programs end with the context."""
    with tempfile.TemporaryDirectory(prefix="studio-display-") as name:
        folder = Path(name)
        server, display = _start_server(folder, size)
        try:
            manager = ChildProcess(
                "openbox",
                [str(found_of("openbox")), "--sm-disable"],
                folder,
                environment={**display.environment, "HOME": name},
            )
            try:
                wait_until(display.has_window_manager, "the window manager")
                yield display
            finally:
                manager.stop()
        finally:
            server.stop()


def _start_server(folder: Path, size: str) -> tuple[ChildProcess, Display]:
    """Start Xvfb, which picks a free display itself and says which once it is ready."""
    reads, writes = os.pipe()
    screen = ["-screen", "0", f"{size}x24", "-noreset", "-nolisten", "tcp"]
    argv = [str(found_of("xvfb")), "-displayfd", str(writes), *screen]
    server = ChildProcess("xvfb", argv, folder, environment={"PATH": os.environ["PATH"]}, pass_fds=[writes])
    os.close(writes)
    with os.fdopen(reads) as answer:
        number = answer.readline().strip()
    if not number:
        raise ProgramEnded(server.name, server.stop(), server.last_words())
    return server, Display(f":{number}")
