"""The window's state between the threads that change it and the page that draws it: one lock round the reducer."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Condition, Event

from kiosk.kiosk_clock import KioskClock
from kiosk.screens.asks import Ask
from kiosk.screens.events import Event as WindowEvent
from kiosk.screens.events import Ticked
from kiosk.screens.reducer import after, wakes_at
from kiosk.screens.states import State
from kiosk.screens.view import Plain, view
from kiosk.trace import Shown, Trace, shown

VIEWS_REMEMBERED = 20
"""Views handed to the page and not confirmed yet; a page that was reloaded never confirms its last ones."""

Perform = Callable[[int, Ask], None]


class Display:
    """Holds the state; safe to tell and to ask from any thread."""

    def __init__(self, state: State, clock: KioskClock, trace: Trace) -> None:
        self._state = state
        self._clock = clock
        self._trace = trace
        self._version = 1
        self._handed: OrderedDict[int, Shown] = OrderedDict()
        self._changed = Condition()
        self._is_closed = False
        self._perform: Perform | None = None

    def on_ask(self, perform: Perform) -> None:
        """Say who fetches what the screens ask for; it is called under the lock, so it must only set off."""
        self._perform = perform

    def tell(self, happened: WindowEvent) -> None:
        """Let the reducer answer to an event."""
        with self._changed:
            before = self._state
            self._state = after(before, happened, self._clock.now())
            if self._state != before:
                self._version += 1
                self._changed.notify_all()
            if self._state.serial != before.serial and self._state.ask is not None and self._perform is not None:
                self._perform(self._state.serial, self._state.ask)

    def next_view(self, seen: int, wait_seconds: float) -> Plain | None:
        """Return the view that follows on the one seen, as soon as there is one; None where there was none in time."""
        with self._changed:
            self._wait_for_another(seen, wait_seconds)
            if self._version == seen or self._is_closed:
                return None
            self._handed[self._version] = shown(self._state)
            while len(self._handed) > VIEWS_REMEMBERED:
                self._handed.popitem(last=False)
            return {"version": self._version, **view(self._state, self._clock.now())}

    def confirm_drawn(self, version: int) -> None:
        """Trace a view that the page has drawn."""
        with self._changed:
            drawn = self._handed.get(version)
            for older in [number for number in self._handed if number <= version]:
                del self._handed[older]
            if drawn is not None:
                self._trace.write(drawn, self._clock.now(), self._clock.seconds())

    def keep_time(self, stopped: Event) -> None:
        """Tell the reducer when time alone changes something, in a thread of its own, until closed."""
        while not stopped.is_set():
            with self._changed:
                wakes = wakes_at(self._state)
                seconds = None if wakes is None else (wakes - self._clock.now()).total_seconds()
                version = self._version
                self._wait_for_another(version, seconds)
            self.tell(Ticked())

    def close(self) -> None:
        """Let go of everyone who waits."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _wait_for_another(self, version: int, seconds: float | None) -> None:
        self._changed.wait_for(lambda: self._version != version or self._is_closed, seconds)
