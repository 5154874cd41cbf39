"""The window of a part: the span of the studio's dates on which its sessions lie, any day of it (R17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PartWindow:
    """Local dates, both inclusive; None is open, as with the validity of a pass (R6)."""

    first: date | None = None
    last: date | None = None

    @property
    def is_set(self) -> bool:
        """Tell whether the part is bound to any dates at all."""
        return self.first is not None or self.last is not None

    @property
    def is_backwards(self) -> bool:
        """Tell whether it ends before it begins, and so holds no date."""
        return not _begin(self) <= _end(self)

    def contains(self, day: date) -> bool:
        """Tell whether a session of the part may lie on one of the studio's dates."""
        return _begin(self) <= day <= _end(self)

    def overlaps(self, other: "PartWindow") -> bool:
        """Tell whether two parts would share a date; a part without a window shares none with anybody."""
        return self.is_set and other.is_set and _begin(self) <= _end(other) and _begin(other) <= _end(self)

    def __str__(self) -> str:
        """Return it in the wire's own dates: "2026-03-02 to 2026-03-08", "from 2026-03-02", "until 2026-03-08"."""
        if self.first is None:
            return "any date" if self.last is None else f"until {self.last}"
        return f"from {self.first}" if self.last is None else f"{self.first} to {self.last}"


def dates_outside(window: PartWindow, days: Iterable[date]) -> list[date]:
    """Return the dates that a part's sessions may not lie on, in their order, each once."""
    return sorted({day for day in days if not window.contains(day)})


def _begin(window: PartWindow) -> date:
    return window.first or date.min


def _end(window: PartWindow) -> date:
    return window.last or date.max
