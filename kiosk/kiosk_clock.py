"""The kiosk's idea of now: the server's instant as last heard, carried on by the monotonic clock.

A wall clock that jumps under a running kiosk (a Pi that finds the network's time) moves nothing. Until the server
was heard, the machine's own wall clock at the start has to do. What was known last is kept across restarts: in the
same boot the monotonic clock carries it on; after a reboot the wall clock has to, and may be found unfit for it.
"""

import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import Lock

import msgspec

from server.clock import Clock

FARTHEST_MS = 2**31 - 1
"""What a heartbeat can carry, 24 days; a machine without a battery clock may start decades away."""

DRIFT_ALLOWED = timedelta(minutes=5)
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Doubt(StrEnum):
    """Why the time can't be known without the server; nobody is judged by such a clock."""

    BEHIND = "behind"
    OFF = "off"


class KnownTime(msgspec.Struct, frozen=True):
    """One moment by three clocks: the server's, the machine's wall clock, the monotonic one since that boot."""

    at: datetime
    wall: datetime
    monotonic: float
    boot_id: str


class KioskClock:
    """A `Clock` that follows the server's; safe to ask from any thread."""

    def __init__(
        self, clock: Clock, monotonic: Callable[[], float] = time.monotonic, boot_id: str | None = None
    ) -> None:
        self._wall = clock
        self._monotonic = monotonic
        self.boot_id = boot_id or this_boot()
        self._lock = Lock()
        self._anchor = clock.now()
        self._anchored_at = monotonic()
        self._offset = timedelta()
        self._known: KnownTime | None = None
        self._doubt: Doubt | None = None

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

    def boot_ms(self) -> int:
        """Return when this boot began by the server's clock, in milliseconds of Unix time.

        The newest measurement minus an older one of the same boot is what an instant of then is to be corrected by.
        """
        with self._lock:
            began = self._by_own_clock(0.0) + self._offset
        return round(began.timestamp() * 1000)

    def learn(self, server_time: datetime, sent_at: float, received_at: float) -> None:
        """Take the server's instant from an answer; it was written about half-way between sent and received."""
        with self._lock:
            self._offset = server_time - self._by_own_clock((sent_at + received_at) / 2)
            self._known = self._moment()
            self._doubt = None

    def recall(self, kept: KnownTime) -> None:
        """Take up at the start what was known before it; the server's next answer replaces that."""
        with self._lock:
            monotonic = self._monotonic()
            if kept.boot_id == self.boot_id and kept.monotonic <= monotonic:
                now = kept.at + timedelta(seconds=monotonic - kept.monotonic)
                self._known = kept
            else:
                now = self._wall.now() + (kept.at - kept.wall)
                self._doubt = _doubt_after_reboot(kept, now)
                self._known = None
            self._offset = now - self._by_own_clock(monotonic)

    def known(self) -> KnownTime | None:
        """Return the present moment, to be kept; None where the time is in doubt."""
        with self._lock:
            return None if self._in_doubt() else self._moment()

    def doubt(self) -> Doubt | None:
        """Return why this clock can't be trusted without the server, None where it can."""
        with self._lock:
            return self._in_doubt()

    def _in_doubt(self) -> Doubt | None:
        """Two clocks that no longer agree: one was set, or the machine slept, and nobody knows which is right."""
        if self._doubt is not None or self._known is None:
            return self._doubt
        wall, monotonic = self._wall.now(), self._monotonic()
        by_wall = wall - self._known.wall
        by_monotonic = timedelta(seconds=monotonic - self._known.monotonic)
        is_apart = abs(by_wall - by_monotonic) > DRIFT_ALLOWED
        is_wall_right = abs(wall - self._by_own_clock(monotonic) - self._offset) <= DRIFT_ALLOWED
        return Doubt.OFF if is_apart and not is_wall_right else None

    def _moment(self) -> KnownTime:
        monotonic = self._monotonic()
        return KnownTime(self._by_own_clock(monotonic) + self._offset, self._wall.now(), monotonic, self.boot_id)

    def _by_own_clock(self, at: float) -> datetime:
        return self._anchor + timedelta(seconds=at - self._anchored_at)


def _doubt_after_reboot(kept: KnownTime, now: datetime) -> Doubt | None:
    if abs(kept.at - kept.wall) > DRIFT_ALLOWED:
        return Doubt.OFF
    return Doubt.BEHIND if now < kept.at else None


@cache
def this_boot() -> str:
    """Return what tells this boot of the machine from others; where the system has no word, each start is a boot."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return uuid.uuid4().hex
