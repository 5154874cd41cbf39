"""The one table from a rule's refusal to HTTP: a refused scan is an answer, every other refusal a problem."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from server.rules.vocabulary import Refusal
from server.services.context import Context
from server.services.outcomes import Declined

Answer = TypeVar("Answer")

REFUSED = 409
STATUS_OF: Mapping[Refusal, int] = {
    Refusal.PIN_WRONG: 401,
    Refusal.PIN_LOCKED: 429,
}
"""Every other refusal is a 409 with its code (`api.md`)."""


class DeclinedError(Exception):
    """A use case declined: the edge answers with the refusal's status, code, sentence and facts."""

    def __init__(self, declined: Declined, now: datetime) -> None:
        """Keep the refusal and the instant at which it was given, from which "today" is spoken."""
        super().__init__(declined.refused.code)
        self.refused = declined.refused
        self.zone = declined.zone
        self.now = now

    @property
    def status(self) -> int:
        """Return the HTTP status of this refusal."""
        return STATUS_OF.get(self.refused.reason, REFUSED)


def accepted(outcome: Answer | Declined, context: Context) -> Answer:
    """Return what a use case answered. Raises DeclinedError where it said no."""
    if isinstance(outcome, Declined):
        raise DeclinedError(outcome, context.now())
    return outcome
