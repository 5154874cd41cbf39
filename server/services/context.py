"""What every use case is told beside its request: the clock, the keys, the public address, and where to count."""

from dataclasses import dataclass, field
from datetime import datetime

from server.clock import Clock
from server.keys import Keys
from server.metrics import Metrics


@dataclass(frozen=True)
class Context:
    """The surroundings of a use case; `public_url` has no path and no trailing slash."""

    clock: Clock
    keys: Keys
    public_url: str
    metrics: Metrics = field(default_factory=Metrics, repr=False, compare=False)

    def now(self) -> datetime:
        """Return the present instant (UTC), to be read once in a use case (R2)."""
        return self.clock.now()
