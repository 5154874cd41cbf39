"""The kiosk at the door: a reader types into its real window, fingers tap on it, and eyes read what stands there."""

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tests.kiosk.inspector import inspect
from tests.parts.display import Display
from tests.parts.free_port import free_port
from tests.parts.kiosk_process import KioskProcess, Screen
from tests.parts.waiting import wait_until

TITLE: Final = "Studio Check-in"
TRIES: Final = 5
NOT_READ: Final = ("unanswered", "unknown")

# Where a finger lands: the middle of the button of which one line is the label, once nothing lies over it.
PLACE_OF_BUTTON: Final = """(label) => {
  const says = (button) => [button.ariaLabel ?? "", ...button.innerText.split("\\n")].map((line) => line.trim());
  const buttons = [...document.querySelectorAll("#stage button:enabled")];
  const found = buttons.find((button) => says(button).includes(label));
  if (!found) return null;
  const box = found.getBoundingClientRect();
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  return found.contains(document.elementFromPoint(x, y)) ? [x, y] : null;
}"""

# Motions end by themselves within moments, but for the stripe that shows how long the screen stays.
IS_STILL: Final = """document.getAnimations().every((motion) =>
  motion.playState !== "running" || motion.effect.getComputedTiming().endTime > 1000)"""


class Door:
    """One kiosk; `open` its window, `restart` it. A context that closes it."""

    def __init__(self, folder: Path, server_url: str, display: Display) -> None:
        self._inspector_port = free_port()
        environment = {"QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{self._inspector_port}"}
        self._kiosk = KioskProcess(folder, server_url, display, environment=environment)
        self._display = display

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kiosk.stop()

    def open(self, pairing_code: str) -> None:
        """Open the window and pair it."""
        self._start(pairing_code)

    def restart(self) -> None:
        """End the kiosk and start it again: it knows its studio."""
        self._kiosk.stop()
        self._start(None)

    def scan(self, text: str, shows: str) -> Screen:
        """Hold a code to the USB reader, which types what it reads and ends with Enter; return the screen awaited.

        A busy machine may be too slow for the kiosk, or break the reader's burst in two: then hold it there again, as
        people do. Where the server had heard it, that is the same scan (R26).
        """
        for _ in range(TRIES):
            self._read(text)
            screen = self._kiosk.wait_for_screen(shows, *NOT_READ)
            if screen.state == shows:
                return screen
        raise TimeoutError(f"the kiosk did not take the scan {TRIES} times in a row")

    def scan_in_vain(self, text: str) -> None:
        """Hold a code to the USB reader where no server will answer."""
        self._read(text)

    def take_offer(self, text: str) -> Screen:
        """Tap on "Check in" under the offer that a code got, and return the welcome; patient as `scan` is."""
        for _ in range(TRIES):
            self.tap("Check in")
            screen = self._kiosk.wait_for_screen("ok", *NOT_READ)
            if screen.state == "ok":
                return screen
            self.scan(text, shows="offer")
        raise TimeoutError(f"the kiosk did not take the offer {TRIES} times in a row")

    def tap(self, label: str) -> None:
        """Tap on the button with a label."""
        find = f"({PLACE_OF_BUTTON})({json.dumps(label)})"
        x, y = wait_until(lambda: self._look(find), f"a button {label!r}")
        self._display.click(x, y)

    def type_pin(self, pin: str) -> None:
        """Tap the digits of a PIN."""
        for digit in pin:
            self.tap(digit)

    def wait_for(self, screen: str, verdict: str | None = None) -> Screen:
        """Return the next screen of that name, once the page has drawn it."""
        return self._kiosk.wait_for_screen(screen, verdict=verdict)

    def lines(self) -> list[str]:
        """Return what stands on the window, line by line."""
        shown = str(self._look("document.getElementById('stage').innerText"))
        return [line.strip() for line in shown.splitlines() if line.strip()]

    def words(self) -> str:
        """Return what stands on the window, in one line."""
        return " ".join(self.lines())

    def banner(self) -> str:
        """Return what the strip over the screen says; nothing where there is none."""
        return str(self._look("document.getElementById('banner').innerText"))

    def screenshot(self, path: Path) -> None:
        """Write what the screen shows, once it stands still."""
        wait_until(lambda: self._look(IS_STILL), "the window to stand still")
        self._display.screenshot(path)

    def _start(self, pairing_code: str | None) -> None:
        self._kiosk.start(pairing_code)
        self._kiosk.wait_for_screen("idle")
        self._display.focus(TITLE)

    def _read(self, text: str) -> None:
        self._display.type_text(text)
        self._display.key("Return")

    def _look(self, expression: str) -> Any:
        with inspect(self._inspector_port) as page:
            return page.evaluate(expression)
