"""What every use case is told beside its request: the clock, the keys and the studio's public address."""

from dataclasses import dataclass
from datetime import datetime

from server.clock import Clock
from server.keys import Keys


@dataclass(frozen=True)
class Context:
    """The surroundings of a use case; `public_url` has no path and no trailing slash."""

    clock: Clock
    keys: Keys
    public_url: str

    def now(self) -> datetime:
        """Return the present instant (UTC), to be read once in a use case (R2)."""
        return self.clock.now()
