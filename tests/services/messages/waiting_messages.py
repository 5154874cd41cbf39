"""Messages put into the outbox, and what the outbox says of them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from server.database.write_transaction import write_transaction
from server.services.messages.about import sign_in_code_of
from server.services.messages.outbox import Message, MessageKind, enqueue
from server.tables.outbox import OutboxMessage

CODE = "482913"


async def add_sign_in(now: datetime, *, to: str = "ana@example.org", due_at: datetime | None = None) -> int:
    """A sign-in code on its way; return the message's id."""
    async with write_transaction():
        await enqueue(
            replace(sign_in_code_of(to, CODE, "Kiln & Co", 10), dedupe_key=f"sign-in:{to}", due_at=due_at), now
        )
    return await _id_of(f"sign-in:{to}")


async def add_confirmation(reservation_id: int, now: datetime, *, to: str = "ana@example.org") -> int:
    """The confirmation of a reservation; return the message's id."""
    async with write_transaction():
        key = f"test:{reservation_id}"
        await enqueue(Message(MessageKind.CONFIRMATION, to, key, {"reservationId": reservation_id}, None), now)
    return await _id_of(key)


async def message(message_id: int) -> dict[str, Any]:
    """One row of the outbox."""
    row = await OutboxMessage.select().where(OutboxMessage.id == message_id).first()
    assert row is not None
    return row


async def _id_of(dedupe_key: str) -> int:
    row = await OutboxMessage.select(OutboxMessage.id).where(OutboxMessage.dedupe_key == dedupe_key).first()
    assert row is not None
    return int(row["id"])
