"""Who may try to send a message now: of two servers one gets it (decision 0004).

A claim is a lease: a server that dies with it gives it back by its end. Each claim has its number, and only the last
one's word counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from piccolo.columns.combination import And

from server.database.write_transaction import write_transaction
from server.services.messages.outbox import MessageKind, is_unsettled
from server.tables.outbox import OutboxMessage

LEASE: Final = timedelta(minutes=2)
"""Longer than the longest try of a transport."""

FURTHEST: Final = timedelta(hours=2)
"""A claim that reaches further than any rest was made by a clock that has been put back since: it holds nothing."""

_TO_SEND: Final = (
    "SELECT id FROM outbox_message WHERE sent_at IS NULL AND dropped_at IS NULL AND failed_at IS NULL"
    " AND due_at <= {} AND (claimed_until IS NULL OR claimed_until <= {} OR claimed_until > {})"
)
_URGENT_FIRST: Final = f"CASE kind WHEN '{MessageKind.SIGN_IN_CODE.value}' THEN 0 ELSE 1 END, due_at, id"


@dataclass(frozen=True)
class ClaimedMessage:
    """A message that this server, and no other, may send now; `attempt` is the number of the claim, from 1."""

    id: int
    kind: MessageKind
    recipient: str
    studio_id: int | None
    facts: Mapping[str, Any]  # Any: each kind has its own
    created_at: datetime
    due_at: datetime
    attempt: int

    @property
    def reference(self) -> str:
        """Return the name that is the same on every try: `20260302T090000-000042`."""
        return f"{self.created_at:%Y%m%dT%H%M%S}-{self.id:06d}"

    def instant(self, name: str) -> datetime:
        """Return a fact that is an instant (UTC)."""
        return instant_of(self.facts, name)


async def messages_to_send(now: datetime, most: int) -> list[int]:
    """Return the ids of the first messages that are due and claimed by nobody; somebody waits for a sign-in code.

    One read of the partial index on what is unsettled, which is nearly always empty: it is asked every second.
    """
    return await _ids(_URGENT_FIRST, now, most)


async def message_to_probe_with(now: datetime) -> list[int]:
    """Return the id of one such message, the least often tried: no message can stand in all others' way for good."""
    return await _ids(f"attempts, {_URGENT_FIRST}", now, 1)


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
        studio_id=row["studio"],
        facts=facts_of(row["facts"]),
        created_at=row["created_at"],
        due_at=row["due_at"],
        attempt=row["attempts"],
    )


def facts_of(text: str) -> Mapping[str, Any]:  # Any: each kind has its own
    """Return a message's facts from the text that the database keeps."""
    facts: dict[str, Any] = msgspec.json.decode(text)
    return facts


def instant_of(facts: Mapping[str, Any], name: str) -> datetime:  # Any: each kind has its own
    """Return a fact that is an instant (UTC)."""
    return msgspec.convert(facts[name], datetime)


async def _ids(order: str, now: datetime, most: int) -> list[int]:
    rows: list[dict[str, int]] = await OutboxMessage.raw(
        f"{_TO_SEND} ORDER BY {order} LIMIT {{}}", now, now, now + FURTHEST, most
    )
    return [row["id"] for row in rows]


def _may_be_claimed(now: datetime) -> And:
    until = OutboxMessage.claimed_until
    is_free = until.is_null() | (until <= now) | (until > now + FURTHEST)
    return is_unsettled() & (OutboxMessage.due_at <= now) & is_free
