"""The one clock (R2), moved by tests within this process; `tests.parts.moved_clock` moves that of another process."""

from datetime import datetime, timedelta


class MovableClock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._instant

    def set(self, instant: datetime) -> None:
        """Stand at an aware instant from now on."""
        self._instant = instant

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self._instant += span
