"""The answer of a rule: `Allowed`, or `Refused` with its reason and the facts behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from server.rules.vocabulary import OK, Refusal

Fact = str | int | datetime | tuple[int, ...] | None
"""What a refusal can carry: a text, a count, an instant (UTC), ids; None: there is none."""


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    code: str = OK


@dataclass(frozen=True)
class Refused:
    """No, why, and the facts a client needs to explain it (snake_case; the edge renames them)."""

    reason: Refusal
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Return the stable code that goes over the wire."""
        return self.reason.value


Verdict = Allowed | Refused

ALLOWED = Allowed()


def first_refusal(*verdicts: Verdict) -> Verdict:
    """Return the first no; all of them yes is a yes."""
    return next((verdict for verdict in verdicts if isinstance(verdict, Refused)), ALLOWED)
