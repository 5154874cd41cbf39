"""The two pages of signing in: where the code goes, and the code itself with what a new customer is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from server.pages.views.spoken import counted


@dataclass(frozen=True)
class EmailPage:
    """Whose door it is, the address as it was typed, and what was wrong with it."""

    studio: str
    email: str = ""
    complaint: str | None = None


@dataclass(frozen=True)
class StudioChoice:
    """One of several studios that a new customer can belong to."""

    id: int
    name: str


@dataclass(frozen=True)
class CodePage:
    """The address that the code went to and all that was typed. `studios` is empty where there is no choice."""

    email: str
    code: str = ""
    name: str = ""
    studio_id: int | None = None
    complaint: str | None = None
    asks_name: bool = False
    studios: Sequence[StudioChoice] = ()


def wait_words(now: datetime, retry_at: datetime) -> str:
    """Return how long to wait, in whole minutes rather than in a zone that nobody has chosen yet."""
    minutes = max(1, ceil((retry_at - now).total_seconds() / 60))
    return (
        f"Several codes are on their way already. Please wait {counted(minutes, 'minute', 'minutes')}, then ask again."
    )
