"""What the outbox forgets, and when: nothing that could still be asked for."""

from datetime import timedelta
from typing import Final

import pytest

from server.database.write_transaction import write_transaction
from server.rules.vocabulary import InboxKind
from server.services.context import Context
from server.services.messages.about import sign_in_code_of
from server.services.messages.forget import KEPT_FOR, ROWS_A_TRANSACTION, forget_old_messages
from server.services.messages.outbox import enqueue_all
from server.tables.desk import InboxItem
from server.tables.outbox import OutboxMessage
from tests.readings import statements
from tests.scene import Scene
from tests.services.messages.waiting_messages import add_sign_in

SECOND: Final = timedelta(seconds=1)
SETTLED: Final = (OutboxMessage.sent_at, OutboxMessage.dropped_at, OutboxMessage.failed_at)


async def settled_ago(context: Context, age: timedelta, *, to: str = "ana@example.org", how: int = 0) -> int:
    """A message that was settled some time ago; return its id."""
    message_id = await add_sign_in(context.now() - age - SECOND, to=to)
    await OutboxMessage.update({SETTLED[how]: context.now() - age}).where(OutboxMessage.id == message_id)
    return message_id


@pytest.mark.parametrize("how", range(3))
@pytest.mark.parametrize(("age", "is_kept"), [(KEPT_FOR, True), (KEPT_FOR + SECOND, False)])
async def test_what_was_settled_long_ago_goes(
    database: None, context: Context, how: int, age: timedelta, *, is_kept: bool
) -> None:
    await settled_ago(context, age, how=how)
    await forget_old_messages(context)
    assert await OutboxMessage.count() == is_kept


async def test_what_waits_stays_however_old_it_is(database: None, context: Context) -> None:
    await add_sign_in(context.now() - 9 * KEPT_FOR)
    await forget_old_messages(context)
    assert await OutboxMessage.count() == 1


async def test_what_lies_in_an_inbox_stays_resolved_or_not(scene: Scene, context: Context) -> None:
    for to, resolved_at in (("ana@example.org", None), ("ben@example.org", context.now())):
        message_id = await settled_ago(context, 2 * KEPT_FOR, to=to, how=2)
        await InboxItem.insert(
            InboxItem(
                studio=scene.studio_id,
                kind=InboxKind.FAILED_MESSAGE,
                message=message_id,
                reason="Mail not delivered",
                created_at=context.now(),
                resolved_at=resolved_at,
            )
        )
    await forget_old_messages(context)
    assert await OutboxMessage.count() == 2


async def test_many_go_some_at_a_time(database: None, context: Context) -> None:
    """Nobody who books waits for all of them."""
    long_ago = context.now() - 2 * KEPT_FOR
    everybody = [f"customer{number}@example.org" for number in range(ROWS_A_TRANSACTION + 1)]
    async with write_transaction():
        await enqueue_all([sign_in_code_of(one, "482913", "Kiln & Co", 10) for one in everybody], long_ago)
    await OutboxMessage.update({OutboxMessage.sent_at: long_ago}).where(OutboxMessage.id > 0)
    kept = await settled_ago(context, SECOND)
    with statements() as seen:
        await forget_old_messages(context)
    assert await OutboxMessage.select(OutboxMessage.id) == [{"id": kept}]
    assert sum(statement.startswith("DELETE") for statement in seen) == 2
