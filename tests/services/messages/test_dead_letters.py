"""A message that is given up lies in its studio's inbox, and is counted until somebody resolves it (R39)."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import httpx
import pytest

from server.contract.mail import Hindrance, Undelivered
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.messages.about import (
    Addressee,
    auto_cancellation_of,
    confirmation_of,
    reinstatement_of,
    sign_in_code_of,
)
from server.services.messages.claim import claim
from server.services.messages.dead_letters import dead_letters
from server.services.messages.outbox import Message, enqueue
from server.services.messages.settle_claim import KEPT_TRYING, mark_undelivered
from server.tables.desk import InboxItem
from server.tables.outbox import OutboxMessage
from tests.builders import add_reservation
from tests.movable_clock import MovableClock
from tests.scene import Scene

SECOND: Final = timedelta(seconds=1)
NOBODY: Final = Undelivered(Hindrance.REFUSED, "550 5.1.1 <ANA@example.org>: nobody", "550 5.1.1")


async def give_up(message: Message, context: Context, why: Undelivered = NOBODY) -> int:
    """Write a message and let it fail for good; return its id."""
    async with write_transaction():
        await enqueue(message, context.now())
    rows = await OutboxMessage.select(OutboxMessage.id).where(OutboxMessage.dedupe_key == message.dedupe_key)
    claimed = await claim(rows[0]["id"], context.now())
    assert claimed is not None
    await mark_undelivered(claimed, why, context.now())
    return claimed.id


async def test_a_dead_letter_lies_in_its_studios_inbox(scene: Scene, context: Context) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    to = Addressee("ana@example.org", scene.studio_id)
    message_id = await give_up(confirmation_of(reservation.id, to), context)
    [item] = await InboxItem.select()
    assert (item["studio"], item["kind"], item["message"], item["reservation"], item["created_at"]) == (
        scene.studio_id,
        "FAILED_MESSAGE",
        message_id,
        reservation.id,
        context.now(),
    )
    assert item["reason"] == "Mail not delivered: confirmation. The mail server refused it (550 5.1.1)."
    assert item["resolved_at"] is None


async def test_a_reason_does_not_hold_the_address_however_the_server_writes_it(scene: Scene, context: Context) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await give_up(confirmation_of(reservation.id, Addressee("ana@example.org", scene.studio_id)), context)
    [item] = await InboxItem.select()
    assert "example.org" not in item["reason"].lower()


@pytest.mark.parametrize(
    ("hindrance", "said"),
    [
        (Hindrance.AWAY, "out of reach for days"),
        (Hindrance.SETUP, "refused this server's set-up for days"),
        (Hindrance.DEFERRED, "put off for days"),
    ],
)
async def test_what_was_tried_for_days_says_what_hindered_it(
    scene: Scene, context: Context, clock: MovableClock, hindrance: Hindrance, said: str
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    message = confirmation_of(reservation.id, Addressee("ana@example.org", scene.studio_id))
    old = replace(message, due_at=context.now() - KEPT_TRYING)
    await give_up(old, context, Undelivered(hindrance, "no"))
    [item] = await InboxItem.select()
    assert said in item["reason"]


async def test_a_mail_about_several_bookings_leads_to_one_of_them(scene: Scene, context: Context) -> None:
    missed = await add_reservation(scene.pass_id, scene.session_id)
    to = Addressee("ana@example.org", scene.studio_id)
    await give_up(auto_cancellation_of(missed.id, context.now(), [98, 99], to), context)
    await give_up(reinstatement_of([missed.id, 99], context.now(), to), context)
    assert [item["reservation"] for item in await InboxItem.select()] == [missed.id, missed.id]


async def test_what_is_only_put_off_is_no_dead_letter(scene: Scene, context: Context) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    message = confirmation_of(reservation.id, Addressee("ana@example.org", scene.studio_id))
    await give_up(message, context, Undelivered(Hindrance.DEFERRED, "451 Later", "451"))
    assert await InboxItem.count() == 0
    assert await dead_letters(context.now()) == 0


async def test_a_claim_that_ran_out_leaves_no_dead_letter(scene: Scene, context: Context, clock: MovableClock) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    async with write_transaction():
        await enqueue(confirmation_of(reservation.id, Addressee("ana@example.org", scene.studio_id)), context.now())
    rows = await OutboxMessage.select(OutboxMessage.id)
    slow = await claim(rows[0]["id"], context.now())
    clock.advance(timedelta(minutes=2))
    assert slow is not None
    assert await claim(slow.id, context.now()) is not None
    await mark_undelivered(slow, NOBODY, context.now())
    assert await InboxItem.count() == 0


async def test_dead_letters_count_until_they_are_resolved(
    scene: Scene, context: Context, client: httpx.AsyncClient
) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    await give_up(confirmation_of(reservation.id, Addressee("ana@example.org", scene.studio_id)), context)
    assert (await client.get("/health/ready")).json()["deadLetters"] == 1
    assert (await client.get("/health/ready")).status_code == 200
    await InboxItem.update({InboxItem.resolved_at: context.now()}).where(InboxItem.message > 0)
    assert (await client.get("/health/ready")).json()["deadLetters"] == 0


@pytest.mark.parametrize(("waited", "counted"), [(timedelta(hours=24) - SECOND, 1), (timedelta(hours=24), 0)])
async def test_a_sign_in_code_that_was_given_up_counts_for_a_day_and_is_nobodys_to_resolve(
    scene: Scene, context: Context, clock: MovableClock, waited: timedelta, counted: int
) -> None:
    await give_up(sign_in_code_of("ana@example.org", "482913", "Kiln & Co", 10), context)
    assert await InboxItem.count() == 0
    clock.advance(waited)
    assert await dead_letters(context.now()) == counted
