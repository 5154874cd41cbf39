"""Who may try to send a message, and what became of the try.

A claim is a lease: of two servers one gets it, and a server that dies with it gives it back by its end. A message that
could not be sent stays claimed for its back-off. Each claim has its number, and only the last one's word counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from piccolo.columns.combination import And

from server.contract.mail import Undelivered
from server.database.write_transaction import write_transaction
from server.services.messages.outbox import MessageKind, is_unsettled
from server.tables.outbox import OutboxMessage

LEASE = timedelta(minutes=2)
"""Longer than the longest try of a transport."""

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
"""After the first try, the second and so on; the last one for all that follow."""

MOST_TRIES = 28
"""The last one a day and twenty minutes after the first."""

AT_ONCE = 5
"""How many messages are sent side by side: few, for each may hold a connection that scans want too."""


@dataclass(frozen=True)
class ClaimedMessage:
    """A message that this server, and no other, may send now; `attempt` is the number of the claim, from 1."""

    id: int
    kind: MessageKind
    recipient: str
    facts: Mapping[str, Any]  # Any: each kind has its own
    created_at: datetime
    attempt: int

    @property
    def reference(self) -> str:
        """Return the name that is the same on every try: `20260302T090000-000042`."""
        return f"{self.created_at:%Y%m%dT%H%M%S}-{self.id:06d}"


async def messages_to_send(now: datetime) -> list[int]:
    """Return the ids of the first messages that are due and claimed by nobody.

    One read of the partial index on what is unsettled, which is nearly always empty: it is asked every second.
    """
    rows = (
        await OutboxMessage.select(OutboxMessage.id)
        .where(_may_be_claimed(now))
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(AT_ONCE)
    )
    return [row["id"] for row in rows]


async def claim(message_id: int, now: datetime) -> ClaimedMessage | None:
    """Claim a message for the lease; None where another server was faster."""
    async with write_transaction():
        rows = (
            await OutboxMessage.update(
                {OutboxMessage.claimed_until: now + LEASE, OutboxMessage.attempts: OutboxMessage.attempts + 1}
            )
            .where(OutboxMessage.id == message_id, _may_be_claimed(now))
            .returning(*OutboxMessage.all_columns())
        )
    if not rows:
        return None
    row = rows[0]
    return ClaimedMessage(
        id=row["id"],
        kind=MessageKind(row["kind"]),
        recipient=row["recipient"],
        facts=msgspec.json.decode(row["facts"]),
        created_at=row["created_at"],
        attempt=row["attempts"],
    )


async def mark_sent(message: ClaimedMessage, now: datetime) -> None:
    """Note that a message has left; this holds also where the claim has run out meanwhile."""
    async with write_transaction():
        await OutboxMessage.update({OutboxMessage.sent_at: now, OutboxMessage.facts: _facts_to_keep(message)}).where(
            OutboxMessage.id == message.id
        )


async def mark_dropped(message: ClaimedMessage, now: datetime) -> None:
    """Note that the reason for a message has gone."""
    await _settle(message, {OutboxMessage.dropped_at: now, OutboxMessage.facts: _facts_to_keep(message)})


async def mark_undelivered(message: ClaimedMessage, undelivered: Undelivered, now: datetime) -> bool:
    """Put a message off, or give it up where it is refused for good or was tried often enough; tell which."""
    error = _printable(undelivered.why)
    if undelivered.is_permanent or message.attempt >= MOST_TRIES:
        facts = _facts_to_keep(message)
        await _settle(
            message, {OutboxMessage.failed_at: now, OutboxMessage.last_error: error, OutboxMessage.facts: facts}
        )
        return True
    rest = BACK_OFF[min(message.attempt, len(BACK_OFF)) - 1]
    await _settle(message, {OutboxMessage.claimed_until: now + rest, OutboxMessage.last_error: error})
    return False


def _may_be_claimed(now: datetime) -> And:
    is_free = OutboxMessage.claimed_until.is_null() | (OutboxMessage.claimed_until <= now)
    return is_unsettled() & (OutboxMessage.due_at <= now) & is_free


async def _settle(message: ClaimedMessage, values: Mapping[Any, object]) -> None:
    """Write what became of a claim, unless it ran out and another took its place."""
    async with write_transaction():
        await OutboxMessage.update(dict(values)).where(
            OutboxMessage.id == message.id, OutboxMessage.attempts == message.attempt, OutboxMessage.sent_at.is_null()
        )


def _facts_to_keep(message: ClaimedMessage) -> str:
    """A sign-in code has no business in the database once its mail is settled."""
    kept = {name: fact for name, fact in message.facts.items() if name != "code"}
    return msgspec.json.encode(kept).decode()


def _printable(text: str) -> str:
    """Return a mail server's words as the column takes them; PostgreSQL stores no NUL."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:300]
