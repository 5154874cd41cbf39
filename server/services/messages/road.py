"""Whether mails can leave by this server's transport now, and how many side by side (decision 0004).

A mail server that is away is asked now and then with one message, while all others wait for the answer. This is known
to one process only: another finds out for itself, and after a restart everything is tried at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from server.contract.mail import Hindrance
from server.services.messages.settle_claim import rest_after

AT_ONCE: Final = 5
"""How many messages are sent side by side: few, for each may hold a connection that scans want too."""

DEFERRED_IN_A_ROW: Final = 20
"""One mail that is put off says nothing of the others; so many say that the mail server wants a rest."""

REST_OF_A_BUSY_SERVER: Final = timedelta(minutes=1)

_CLOSED: Final = frozenset({Hindrance.AWAY, Hindrance.SETUP})
"""What has nothing to do with the message that met it."""


@dataclass
class Road:
    """The way out. `width` is how many messages may be under way: 1 at first and after trouble, then more and more."""

    width: int = 1
    _failures: int = 0
    _deferred: int = 0
    _rest: tuple[datetime, datetime] | None = field(default=None)

    @property
    def is_doubtful(self) -> bool:
        """Tell whether the last that was seen of the mail server was nothing: one message is to ask, not five."""
        return self._failures > 0

    def is_open_at(self, now: datetime) -> bool:
        """Tell whether to try now. A clock that was put back ends a rest."""
        return self._rest is None or not self._rest[0] <= now < self._rest[1]

    def note(self, met: Sequence[Hindrance | None], now: datetime) -> None:
        """Note what the messages of a batch met, None where one was taken; those that met nothing are left out."""
        if not met:
            return
        if all(one in _CLOSED for one in met):
            self._note_closed(Hindrance.SETUP if Hindrance.SETUP in met else Hindrance.AWAY, now)
            return
        self._failures, self._rest = 0, None
        self.width = 1 if any(one in _CLOSED for one in met) else min(2 * self.width, AT_ONCE)
        self._note_deferred(met, now)

    def _note_closed(self, hindrance: Hindrance, now: datetime) -> None:
        self._failures += 1
        self.width = 1
        self._rest = (now, now + rest_after(hindrance, self._failures))

    def _note_deferred(self, met: Sequence[Hindrance | None], now: datetime) -> None:
        is_all_deferred = all(one is Hindrance.DEFERRED for one in met)
        self._deferred = self._deferred + len(met) if is_all_deferred else 0
        if self._deferred >= DEFERRED_IN_A_ROW:
            self._deferred = 0
            self._rest = (now, now + REST_OF_A_BUSY_SERVER)
