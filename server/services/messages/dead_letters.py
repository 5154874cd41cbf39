"""How many messages were given up and wait for a person."""

from datetime import datetime, timedelta
from typing import Final

from server.tables.outbox import OutboxMessage

CODES_COUNT_FOR: Final = timedelta(hours=24)
"""A sign-in code that was given up is no studio's to resolve; a day of them tells that codes do not arrive."""


async def dead_letters(now: datetime) -> int:
    """Return how many lie unresolved in the studios' inboxes, and how many sign-in codes were given up of late."""
    rows = await OutboxMessage.raw(
        "SELECT (SELECT COUNT(*) FROM inbox_item WHERE resolved_at IS NULL AND kind = 'FAILED_MESSAGE')"
        " + (SELECT COUNT(*) FROM outbox_message WHERE failed_at IS NOT NULL AND studio IS NULL AND failed_at > {})"
        " AS given_up",
        now - CODES_COUNT_FOR,
    )
    return int(rows[0]["given_up"])
