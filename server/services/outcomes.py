"""The ways in which a use case does not succeed.

An expected "no" is a value, `Declined`. What does not exist for this actor, and what is wrongly asked, are raised.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from server.rules.verdict import Refused


@dataclass(frozen=True)
class Declined:
    """A rule's refusal, with the studio's zone in which its instants are spoken (R4)."""

    refused: Refused
    zone: ZoneInfo


class NotFoundError(Exception):
    """There is no such thing, or it is not this actor's (R41): the edge answers 404 to both."""

    def __init__(self, noun: str) -> None:
        """Name what was looked for, in the words of `rules.md` §1."""
        super().__init__(noun)
        self.noun = noun


class InvalidFieldError(Exception):
    """A field has the right shape but a value that cannot be: the edge answers 422."""

    def __init__(self, field: str, message: str) -> None:
        """Name the field as the wire does, and say what it takes."""
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class ConflictError(Exception):
    """The request contradicts what is stored: the edge answers 409 with this code, and with the facts beside it."""

    def __init__(self, code: str, message: str, facts: Mapping[str, object] | None = None) -> None:
        """Keep the stable code, a sentence for people, and what it is about (snake_case; the edge renames them)."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts or {}
