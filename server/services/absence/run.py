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

    `as_of` is by when it judges; `told_at` is the clock's own now, from which its messages are due: a run by hand may
    judge as of another instant.
    """

    as_of: datetime
    told_at: datetime
    note: Note = unnoted


def sweep_at(now: datetime) -> Run:
    """Return the sweep between the nights, which is noted nowhere."""
    return Run(now, now)
