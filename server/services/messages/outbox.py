"""The outbox: messages written in the transaction of the change that they tell of, and sent afterwards (R39).

The statement is raw, and the same on both engines: a night releases thousands of bookings, and each owner is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec
from piccolo.columns.combination import And

from server.services.customers.address import has_address
from server.tables.outbox import OutboxMessage
from server.tables.sql_lists import insert_rows

_COLUMNS: Final = "kind, recipient, dedupe_key, facts, studio, created_at, due_at, attempts"


class MessageKind(StrEnum):
    """What a message tells; each kind is composed from its own facts when it is sent.

    Facts are ids and instants (UTC, as the wire writes them), and no more of a person than that:
    SIGN_IN_CODE `code`, `studioName`, `minutes`; CONFIRMATION `reservationId`, `sessionId` where it was kept;
    CANCELLATION, MISSED `reservationId`;
    AUTO_CANCELLATION `noShowId`, `reservationIds`; REMINDER `reservationId`, `startsAt`; CLASS_CANCELLED
    `reservationId`, `reason`; CLASS_MOVED `reservationId`, `oldStartsAt`, `startsAt`; REINSTATED and COURSE_BOOKED
    `reservationIds`; PASS_CHANGED `reservationIds`, `why`, `first`, `last` (local dates).
    The messages themselves are made in `about`, one function a kind.
    """

    SIGN_IN_CODE = "SIGN_IN_CODE"
    CONFIRMATION = "CONFIRMATION"
    CANCELLATION = "CANCELLATION"
    MISSED = "MISSED"
    AUTO_CANCELLATION = "AUTO_CANCELLATION"
    REMINDER = "REMINDER"
    CLASS_CANCELLED = "CLASS_CANCELLED"
    CLASS_MOVED = "CLASS_MOVED"
    REINSTATED = "REINSTATED"
    COURSE_BOOKED = "COURSE_BOOKED"
    PASS_CHANGED = "PASS_CHANGED"  # noqa: S105 - a kind of message, not a password


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address, due at once or at `due_at` (UTC); staff of `studio_id` look after it where it fails.

    Its dedupe key is there once: a second message with it changes nothing, for the first is waiting or has been sent.
    """

    kind: MessageKind
    recipient: str
    dedupe_key: str
    facts: Mapping[str, object]
    studio_id: int | None
    due_at: datetime | None = None


async def enqueue(message: Message, now: datetime) -> None:
    """Write one message in the caller's transaction."""
    await enqueue_all([message], now)


async def enqueue_all(messages: Sequence[Message], now: datetime) -> None:
    """Write messages in the caller's transaction, some hundred with each statement; none to who has no address."""
    rows = [_values_of(message, now) for message in messages if has_address(message.recipient)]
    await insert_rows(OutboxMessage, _COLUMNS, rows, " ON CONFLICT (dedupe_key) DO NOTHING")


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


def _values_of(message: Message, now: datetime) -> tuple[object, ...]:
    return (
        message.kind.value,
        message.recipient,
        message.dedupe_key,
        msgspec.json.encode(message.facts).decode(),
        message.studio_id,
        now,
        message.due_at or now,
        0,
    )
