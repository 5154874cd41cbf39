"""When a silent kiosk holds a class's sweep back: it may have scans of people who count as absent (R37).

Instants are UTC. A kiosk sends a heartbeat every 15 s, and with it how many scans wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.rules.check_in_window import SelfWindow

SILENT_FROM = timedelta(minutes=2)
"""So long without a heartbeat is a silence."""

HEARD_WITHIN = timedelta(hours=24)
"""A kiosk that was not heard from for longer holds nothing back: it is off, or gone."""


@dataclass(frozen=True)
class Silence:
    """A span in which a kiosk was not heard from."""

    begins_at: datetime
    ends_at: datetime


def silence_after_heartbeat(
    last_seen_at: datetime | None, known: Silence | None, queue_length: int, now: datetime
) -> Silence | None:
    """Return the silence whose scans still wait once a heartbeat has come; None where nothing waits.

    `known` is the one before it. Of two only the span that holds both is kept: it ends when nothing waits any more.
    """
    if queue_length == 0:
        return None
    if last_seen_at is None or now - last_seen_at < SILENT_FROM:
        return known
    return Silence(known.begins_at if known else last_seen_at, now)


def silences_of(last_seen_at: datetime, known: Silence | None, now: datetime) -> tuple[Silence, ...]:
    """Return a kiosk's silences after which it has not uploaded: the one that is known, and the one it is in."""
    if now - last_seen_at > HEARD_WITHIN:
        return ()
    before = () if known is None else (known,)
    return (*before, Silence(last_seen_at, now)) if now - last_seen_at >= SILENT_FROM else before


def is_held_back(
    silences: Iterable[Silence], window: SelfWindow, ends_at: datetime, hold: timedelta, now: datetime
) -> bool:
    """Tell whether the sweep leaves a class alone now: a kiosk was silent for long enough inside its self window.

    `hold` is for how long after the class's end at most.
    """
    return now < ends_at + hold and any(_inside(silence, window) >= SILENT_FROM for silence in silences)


def _inside(silence: Silence, window: SelfWindow) -> timedelta:
    return min(silence.ends_at, window.closes_at) - max(silence.begins_at, window.opens_at)
