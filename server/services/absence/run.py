"""A run of the sweep or of the night: by which instant it judges, and what it has done so far."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Tally:
    """How many arrivals were confirmed, absences detected and acted on, and bookings released because of them."""

    attended: int = 0
    no_shows: int = 0
    absences: int = 0
    auto_cancelled: int = 0


Note = Callable[[Tally], Awaitable[None]]
"""Notes what a batch has done, in its transaction; raises LeaseLostError where the run is another server's now."""


async def unnoted(_: Tally) -> None:
    """Note nothing: the sweep between the nights is nobody's run."""


@dataclass(frozen=True)
class Run:
    """What the batches of a run are told. Instants are UTC.

    `as_of` is by when it judges. A run by hand may judge as of another instant, and a long one is behind the clock when
    it ends, so `clock` is asked anew: from when messages are due, and what has not begun yet.
    """

    as_of: datetime
    clock: Callable[[], datetime]
    note: Note = unnoted

    @property
    def told_at(self) -> datetime:
        """Return the clock's own now, from which the messages of a batch are due."""
        return self.clock()

    @property
    def ahead_of(self) -> datetime:
        """Return the instant after which a class has to start to be released: no absence takes a seat from the door."""
        return max(self.as_of, self.clock())


def sweep_at(now: datetime) -> Run:
    """Return the sweep between the nights, which is noted nowhere."""
    return Run(now, lambda: now)
