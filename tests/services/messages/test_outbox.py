"""Messages are written with the change that they tell of, once (R39)."""

import json
from datetime import timedelta

import pytest

from server.contract.mail import Hindrance, Undelivered
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.messages.about import Addressee, reminder_of, sign_in_code_of
from server.services.messages.claim import claim
from server.services.messages.outbox import enqueue, enqueue_all, oldest_unsent_age
from server.services.messages.settle_claim import mark_dropped, mark_sent, mark_undelivered
from server.tables.outbox import OutboxMessage
from tests.readings import statements
from tests.scene import Scene
from tests.services.messages.waiting_messages import add_sign_in, message

MINUTE = timedelta(minutes=1)


class ChangeFailedError(Exception):
    """Something went wrong after the message was written."""


async def test_a_change_that_fails_takes_its_message_with_it(database: None, context: Context) -> None:
    async def fail() -> None:
        async with write_transaction():
            await add_sign_in(context.now())
            raise ChangeFailedError

    with pytest.raises(ChangeFailedError):
        await fail()
    assert await OutboxMessage.count() == 0


async def test_a_message_with_a_known_dedupe_key_changes_nothing(database: None, context: Context) -> None:
    first = await add_sign_in(context.now())
    before = await message(first)
    assert await add_sign_in(context.now() + MINUTE) == first
    assert (await OutboxMessage.count(), await message(first)) == (1, before)


async def test_a_message_is_due_at_once_unless_said_otherwise(database: None, context: Context) -> None:
    now = context.now()
    at_once = await add_sign_in(now, to="ana@example.org")
    later = await add_sign_in(now, to="ben@example.org", due_at=now + MINUTE)
    assert ((await message(at_once))["due_at"], (await message(later))["due_at"]) == (now, now + MINUTE)


async def test_an_empty_outbox_has_no_age(database: None, context: Context) -> None:
    assert await oldest_unsent_age(context.now()) is None


async def test_the_age_of_the_outbox_is_that_of_its_oldest_message_that_is_due(
    database: None, context: Context
) -> None:
    now = context.now()
    await add_sign_in(now - 2 * MINUTE, to="ben@example.org")
    await add_sign_in(now - 5 * MINUTE, to="ana@example.org")
    await add_sign_in(now - 9 * MINUTE, to="eve@example.org", due_at=now + MINUTE)
    assert await oldest_unsent_age(now) == 5 * MINUTE


async def test_a_message_that_was_put_off_ages_from_when_it_was_due(database: None, context: Context) -> None:
    now = context.now()
    claimed = await claim(await add_sign_in(now), now)
    assert claimed is not None
    await mark_undelivered(claimed, Undelivered(Hindrance.DEFERRED, "451 Later"), now)
    assert await oldest_unsent_age(now + 3 * MINUTE) == 3 * MINUTE


async def test_settled_messages_have_no_age(database: None, context: Context) -> None:
    now = context.now()
    claims = [await claim(await add_sign_in(now, to=f"{name}@example.org"), now) for name in ("ana", "ben", "eve")]
    sent, dropped, failed = (claimed for claimed in claims if claimed is not None)
    await mark_sent(sent, now)
    await mark_dropped(dropped, now)
    await mark_undelivered(failed, Undelivered(Hindrance.REFUSED, "550 Nobody"), now)
    assert await oldest_unsent_age(now + MINUTE) is None


async def test_many_messages_are_written_once_each(database: None, context: Context) -> None:
    """A run that resumes tells of the same occasions again, and its list may name one twice."""
    now = context.now()
    many = [sign_in_code_of(f"customer{number}@example.org", "482913", "Kiln & Co", 10) for number in range(1200)]
    await enqueue_all([*many, *many[:3]], now)
    await enqueue_all(many, now + MINUTE)
    rows = await OutboxMessage.select().order_by(OutboxMessage.id)
    assert [row["recipient"] for row in rows] == [one.recipient for one in many]
    assert {row["created_at"] for row in rows} == {now}


async def test_no_message_is_no_statement(database: None, context: Context) -> None:
    with statements() as seen:
        await enqueue_all([], context.now())
    assert seen == []


async def test_a_message_keeps_whose_it_is_and_what_it_is_about(scene: Scene, context: Context) -> None:
    starts_at = context.now() + MINUTE
    await enqueue(reminder_of(7, starts_at, Addressee("ana@example.org", scene.studio_id)), context.now())
    [row] = await OutboxMessage.select()
    assert (row["kind"], row["recipient"], row["studio"]) == ("REMINDER", "ana@example.org", scene.studio_id)
    assert json.loads(row["facts"]) == {"reservationId": 7, "startsAt": "2026-03-02T20:01:00Z"}
    assert row["due_at"] == context.now()
