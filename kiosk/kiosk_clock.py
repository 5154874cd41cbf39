"""The kiosk's idea of now: the server's instant as last heard, carried on by the monotonic clock.

A wall clock that jumps under a running kiosk (a Pi that finds the network's time) moves nothing. Until the server
was heard, the machine's own wall clock at the start has to do.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from server.clock import Clock

FARTHEST_MS = 2**31 - 1
"""What a heartbeat can carry, 24 days; a machine without a battery clock may start decades away."""


class KioskClock:
    """A `Clock` that follows the server's; safe to ask from any thread."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._anchor = clock.now()
        self._anchored_at = monotonic()
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the present instant by the server's clock, aware, in UTC."""
        with self._lock:
            return self._by_own_clock(self._monotonic()) + self._offset

    def offset_ms(self) -> int:
        """Return server minus kiosk, in milliseconds, as heartbeats report it: `FARTHEST_MS` at most either way."""
        with self._lock:
            offset = round(self._offset.total_seconds() * 1000)
        return max(-FARTHEST_MS, min(FARTHEST_MS, offset))

    def seconds(self) -> float:
        """Return the monotonic clock's seconds, by which waits are measured."""
        return self._monotonic()

    def learn(self, server_time: datetime, sent_at: float, received_at: float) -> None:
        """Take the server's instant from an answer; it was written about half-way between sent and received."""
        with self._lock:
            self._offset = server_time - self._by_own_clock((sent_at + received_at) / 2)

    def _by_own_clock(self, at: float) -> datetime:
        return self._anchor + timedelta(seconds=at - self._anchored_at)
