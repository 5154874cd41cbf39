"""The outbox: messages written in the transaction of the change that they tell of, and sent afterwards (R39)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from piccolo.columns.combination import And

from server.tables.outbox import OutboxMessage


class MessageKind(StrEnum):
    """What a message tells; each kind is composed from its own facts when it is sent.

    SIGN_IN_CODE: `code`, `studioName`, `minutes`. CONFIRMATION: `reservationId`.
    """

    SIGN_IN_CODE = "SIGN_IN_CODE"
    CONFIRMATION = "CONFIRMATION"


async def enqueue(
    kind: MessageKind,
    *,
    recipient: str,
    dedupe_key: str,
    facts: Mapping[str, object],
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Write a message in the caller's transaction, due at once or at `due_at` (UTC).

    A dedupe key that is there already changes nothing: its message is waiting, or has been sent.
    """
    message = OutboxMessage(
        kind=kind,
        dedupe_key=dedupe_key,
        recipient=recipient,
        facts=msgspec.json.encode(facts).decode(),
        created_at=now,
        due_at=due_at or now,
    )
    await OutboxMessage.insert(message).on_conflict(action="DO NOTHING")


async def oldest_unsent_age(now: datetime) -> timedelta | None:
    """Return for how long the oldest message has been due and not sent, dropped or given up; None for none."""
    oldest = (
        await OutboxMessage.select(OutboxMessage.due_at)
        .where(is_unsettled(), OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.due_at)  # and not MIN, which comes back as text on SQLite
        .first()
    )
    return now - oldest["due_at"] if oldest else None


def is_unsettled() -> And:
    """Return the condition that a message is not sent, dropped or given up, in the words of its partial index."""
    return OutboxMessage.sent_at.is_null() & OutboxMessage.dropped_at.is_null() & OutboxMessage.failed_at.is_null()
