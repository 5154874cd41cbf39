"""The window on a public machine: fullscreen, no frame, no menu, and it closes only when the kiosk itself says so."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Literal

import webview

TITLE = "Studio check-in"
PAPER = "#FBF7F2"
GRAPHICS_CARDS = Path("/dev/dri")


class KioskWindow:
    """pywebview's one window. `show` blocks the main thread; the rest may be called from any other."""

    def __init__(self, address: str, bridge: object) -> None:
        webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False
        webview.settings["ALLOW_FILE_URLS"] = False
        window = webview.create_window(
            TITLE,
            address,
            js_api=bridge,
            fullscreen=True,
            frameless=True,
            easy_drag=False,  # Qt crashes with a frameless window that can be dragged (pywebview 1666)
            background_color=PAPER,
        )
        if window is None:
            raise RuntimeError("pywebview made no window")
        self._window = window
        self._address = address
        self._may_close = False
        self._window.events.closing += self._is_closing_allowed
        self._window.events.before_show += self._listen_to_signals

    def show(self, gui: Literal["qt", "gtk"] | None) -> None:
        """Show the window until it is closed; SIGTERM and SIGINT close it."""
        _allow_root()
        _draw_without_graphics_card()
        webview.start(gui=gui or _usual_gui())

    def load_again(self) -> None:
        """Load the page anew; page and bridge come back even where the web renderer has died."""
        self._window.load_url(self._address)

    def close(self) -> None:
        """Close the window, which Alt+F4 and its like can't."""
        self._may_close = True
        self._window.destroy()

    def _is_closing_allowed(self) -> bool:
        return self._may_close

    def _listen_to_signals(self) -> None:
        """Replace pywebview's own answer to SIGINT, set just before, which Qt and the veto above would ignore."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)

    def _on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        self.close()


def _usual_gui() -> Literal["qt"] | None:
    """Qt on Linux, where pywebview would try GTK first; elsewhere pywebview knows the system's own web view."""
    return "qt" if sys.platform == "linux" else None


def _draw_without_graphics_card() -> None:
    """Have Qt paint by itself where no card does: OpenGL in software shows a screen 0.3 s later (Xvfb, 2 cores)."""
    if sys.platform == "linux" and not GRAPHICS_CARDS.exists():
        os.environ.setdefault("QT_QUICK_BACKEND", "software")


def _allow_root() -> None:
    """Chromium refuses its sandbox to root, as tests run; a studio's kiosk runs as its own user, with the sandbox."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
        os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox")
