"""From which time a class was moved, as the customer knows it (R38)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from server.services.messages.claim import ClaimedMessage, facts_of, instant_of
from server.services.messages.outbox import MessageKind
from server.tables.outbox import OutboxMessage


async def first_time_told(message: ClaimedMessage) -> datetime:
    """Return the start (UTC) before the first of the moves that this customer was not told of.

    A class may be moved again before the mail of its last move has left. A move to another start than that is one of
    another class, which the reservation has left (R20).
    """
    known = message.instant("oldStartsAt")
    for earlier in await _moves_before(message):
        facts = facts_of(earlier["facts"])
        if earlier["sent_at"] is not None or instant_of(facts, "startsAt") != known:
            break
        known = instant_of(facts, "oldStartsAt")
    return known


async def _moves_before(message: ClaimedMessage) -> list[Mapping[str, Any]]:  # Any: a column's own type
    """The latest first. Moves are rare, and so is this read of the whole outbox."""
    rows: list[Mapping[str, Any]] = await OutboxMessage.raw(
        "SELECT sent_at, facts FROM outbox_message WHERE kind = {} AND id < {} AND dedupe_key LIKE {} ORDER BY id DESC",
        MessageKind.CLASS_MOVED.value,
        message.id,
        f"class-moved:{message.facts['reservationId']}:%",
    )
    return rows
