"""What waits in the outbox for an address."""

import json

from server.tables.outbox import OutboxMessage


async def mailed_code(email: str) -> str:
    """The digits of the last sign-in mail to an address."""
    rows = await OutboxMessage.select().where(OutboxMessage.recipient == email).order_by(OutboxMessage.id)
    return str(json.loads(rows[-1]["facts"])["code"])
