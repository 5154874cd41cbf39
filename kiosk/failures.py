"""How a call to the studio's server can fail; each carries its facts, the prose is the screen's (house.md, Style 2)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Unreachable(Exception):
    """The server did not answer, or not in a way that a kiosk can read; `why` is for the log."""

    why: str


@dataclass
class Refused(Exception):
    """The server said no: its stable code, its sentence, and until when where something is locked."""

    code: str
    sentence: str
    retry_at: datetime | None = None


class Revoked(Exception):
    """The server does not know this kiosk's token (any more)."""


class StaffSessionOver(Exception):
    """The server does not take the staff's token any more."""


@dataclass
class CannotKeep(Exception):
    """The kiosk's own file takes nothing now (full disk, read-only, damaged); `why` is for the log."""

    why: str


@dataclass
class CannotDecide(Exception):
    """The kiosk can judge nobody by itself now; `why` is for the log."""

    why: str
