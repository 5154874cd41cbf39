"""A page that stops answering is loaded again; three times in ten minutes, and the process ends (`kiosk.md`)."""

import logging
from collections import deque
from collections.abc import Callable
from threading import Event, Lock

from kiosk.logs import event

SILENCE_SECONDS = 15.0
FIRST_BEAT_SECONDS = 60.0
"""A page that is still being loaded, on a small machine that has just started, is not silent."""

RELOADS_ALLOWED = 2
SPAN_SECONDS = 600.0
LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


class Watchdog:
    """Listens for the page's beats. `reload` and `give_up` must not wait for the page: it may never answer."""

    def __init__(self, seconds: Callable[[], float], reload: Callable[[], None], give_up: Callable[[], None]) -> None:
        self._seconds = seconds
        self._reload = reload
        self._give_up = give_up
        self._lock = Lock()
        self._patient_until = seconds() + FIRST_BEAT_SECONDS
        self._reloads: deque[float] = deque()

    def beat(self) -> None:
        """Hear the page: it is alive."""
        with self._lock:
            self._patient_until = self._seconds() + SILENCE_SECONDS

    def watch(self, stopped: Event) -> None:
        """Look every second, in a thread of its own, until stopped."""
        while not stopped.wait(LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        """Load a silent page again, or give up."""
        now = self._seconds()
        with self._lock:
            if now <= self._patient_until:
                return
            self._patient_until = now + FIRST_BEAT_SECONDS
            while self._reloads and self._reloads[0] <= now - SPAN_SECONDS:
                self._reloads.popleft()
            self._reloads.append(now)
            is_hopeless = len(self._reloads) > RELOADS_ALLOWED
        log.warning(event("kiosk.page_silent", reloads=len(self._reloads), gives_up=int(is_hopeless)))
        (self._give_up if is_hopeless else self._reload)()
