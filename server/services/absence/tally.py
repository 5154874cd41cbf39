"""What a run has done so far, noted in the transaction that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


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
