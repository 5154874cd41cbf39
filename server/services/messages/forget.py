"""Forget messages that were settled long ago."""

from datetime import timedelta
from typing import Final

from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.tables.outbox import OutboxMessage
from server.tables.sql_lists import placeholders

KEPT_FOR: Final = timedelta(days=90)
"""A dedupe key has to outlive every chance that its occasion is told of again. A code, a booking, a cancelling, a move
and a reinstatement happen in one transaction, and a call that is repeated finds it done; an absence acts once, by its
own mark; a reminder is written for a class that is still to come, at most two days ahead. Days would do."""

ROWS_A_TRANSACTION: Final = 500


async def forget_old_messages(context: Context) -> None:
    """Delete what was sent, dropped or given up; not what waits in an inbox, nor what was resolved there."""
    while ids := await _old_ones(context):
        async with write_transaction():
            await OutboxMessage.raw(f"DELETE FROM outbox_message WHERE id IN {placeholders(ids)}", *ids)


async def _old_ones(context: Context) -> list[int]:
    long_ago = context.now() - KEPT_FOR
    rows = await OutboxMessage.raw(
        "SELECT id FROM outbox_message WHERE created_at < {} AND (sent_at < {} OR dropped_at < {} OR failed_at < {})"
        " AND NOT EXISTS (SELECT 1 FROM inbox_item i WHERE i.message = outbox_message.id) ORDER BY id LIMIT {}",
        *[long_ago] * 4,
        ROWS_A_TRANSACTION,
    )
    return [row["id"] for row in rows]
