"""What the page may call: three methods, each of which answers plain JSON and never raises."""

import logging
from collections.abc import Callable
from typing import Any

import msgspec

from kiosk.display import Display
from kiosk.logs import event
from kiosk.screens.events import Action, Tapped
from kiosk.screens.view import Plain
from kiosk.wedge import PersonTyped, Press, Rattle, ReadCode, heard
from server.contract.scan import ScanSource

BEAT_SECONDS = 5.0
"""How long a pull waits for something new; the next pull is the page's heartbeat."""

NAMED_KEYS = {"Backspace": Action.ERASE, "Enter": Action.SUBMIT, "Escape": Action.BACK}

log = logging.getLogger(__name__)


class Bridge:
    """The page's calls, each in a thread of its own. Everything but the three methods is hidden from it."""

    def __init__(
        self, display: Display, beat: Callable[[], None], scan: Callable[[str, ScanSource], None], volume: int
    ) -> None:
        self._display = display
        self._beat = beat
        self._scan = scan
        self._volume = volume

    def pull(self, seen: Any, drawn: Any) -> Plain:
        """Hear the page's beat and what it has drawn, and answer with the next view, None after a while without."""

        def pulled() -> Plain:
            self._beat()
            self._display.confirm_drawn(int(drawn))
            return {"view": self._display.next_view(int(seen), BEAT_SECONDS), "volume": self._volume}

        return _plain(pulled)

    def keys(self, presses: Any) -> Plain:
        """Take a group of key presses: a reader's burst, or a person's typing."""

        def typed() -> Plain:
            self._hear(msgspec.convert(presses, list[Press]))
            return {}

        return _plain(typed)

    def tap(self, action: Any, value: Any) -> Plain:
        """Take a tap on a button of the closed list."""

        def tapped() -> Plain:
            self._display.tell(Tapped(Action(action), str(value)))
            return {}

        return _plain(tapped)

    def _hear(self, presses: list[Press]) -> None:
        match heard(presses):
            case ReadCode(text):
                self._scan(text, ScanSource.READER)
            case PersonTyped(keys):
                for key in keys:
                    self._press(key)
            case Rattle():
                log.info(event("kiosk.rattle", keys=len(presses)))

    def _press(self, key: str) -> None:
        if key in NAMED_KEYS:
            self._display.tell(Tapped(NAMED_KEYS[key]))
        elif len(key) == 1:
            self._display.tell(Tapped(Action.KEY, key))


def _plain(do: Callable[[], Plain]) -> Plain:
    try:
        return {"ok": True, **do()}
    except (ValueError, TypeError, msgspec.ValidationError):
        return {"ok": False, "code": "invalid_request"}
    except Exception:  # the bridge would hand the traceback to the page
        log.exception(event("kiosk.bridge_failed"))
        return {"ok": False, "code": "kiosk_error"}
