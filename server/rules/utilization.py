"""How classes were used: counts of their seats by status, and what part was filled, attended and missed."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Usage:
    """Counts of some classes, each reservation by the status in which it stands now; they add up class by class.

    `walk_ins` are those of the seated who were made at the desk (R31). A class that the studio has cancelled offered
    nothing and does not count.
    """

    sessions: int = 0
    capacity: int = 0
    pending: int = 0
    checked_in: int = 0
    attended: int = 0
    no_show: int = 0
    cancelled: int = 0
    auto_cancelled: int = 0
    walk_ins: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """Return the counts of both."""
        return Usage(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def reserved(self) -> int:
        """Return the seats that are taken: whoever is expected, came or was missed (R18)."""
        return self.pending + self.checked_in + self.attended + self.no_show

    @property
    def fill_rate(self) -> float | None:
        """Return the part of all seats that is taken; None where there are no seats."""
        return _part(self.reserved, self.capacity)

    @property
    def attendance_rate(self) -> float | None:
        """Return the part that came, of those of whom it is known; None where it is known of nobody."""
        return _part(self.checked_in + self.attended, self._known)

    @property
    def no_show_rate(self) -> float | None:
        """Return the part that was missed, of those of whom it is known; the rest of `attendance_rate`."""
        return _part(self.no_show, self._known)

    @property
    def _known(self) -> int:
        return self.checked_in + self.attended + self.no_show


def _part(count: int, whole: int) -> float | None:
    return round(count / whole, 4) if whole else None
