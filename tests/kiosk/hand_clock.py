"""Time that only a test moves: the wall's and the monotonic clock's."""

from datetime import datetime, timedelta

from kiosk.kiosk_clock import KioskClock
from tests.kiosk.samples import NOW


class HandClock:
    """A wall clock and a monotonic one that go together unless a test says otherwise."""

    def __init__(self) -> None:
        self.wall = NOW
        self.seconds = 1000.0

    def now(self) -> datetime:
        """Return the wall's instant."""
        return self.wall

    def go(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += timedelta(seconds=seconds)
        self.seconds += seconds

    def kiosk_clock(self) -> KioskClock:
        """Return a kiosk's clock that follows this one."""
        return KioskClock(self, lambda: self.seconds)
