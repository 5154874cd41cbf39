"""The same request twice: what a key that came before means now (R21)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

KEPT_FOR = timedelta(hours=72)
CLAIM_LEASE = timedelta(minutes=1)
"""How long a request may run before its claim counts as left behind by a server that died."""


class KeyState(Enum):
    """What to do with a request that carries a key."""

    RUN = auto()
    REPLAY = auto()
    STILL_RUNNING = auto()
    REUSED = auto()


@dataclass(frozen=True)
class EarlierRequest:
    """The request that claimed the key before; `claimed_at` is UTC."""

    body_hash: str
    claimed_at: datetime
    is_answered: bool


def judge_key(earlier: EarlierRequest | None, body_hash: str, now: datetime) -> KeyState:
    """Run what is new or was left behind, replay what was answered, refuse another body and a twin under way (R21)."""
    if earlier is None or earlier.claimed_at + KEPT_FOR <= now:
        return KeyState.RUN
    if earlier.body_hash != body_hash:
        return KeyState.REUSED
    if earlier.is_answered:
        return KeyState.REPLAY
    return KeyState.RUN if earlier.claimed_at + CLAIM_LEASE <= now else KeyState.STILL_RUNNING
