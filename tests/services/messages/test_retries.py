"""A message that could not be sent: when it is tried again, when it is given up, and whose word counts (R39)."""

from datetime import timedelta

import pytest

from server.contract.mail import Undelivered
from server.delivery.transports import transport_for
from server.services.context import Context
from server.services.messages.claim import LEASE, MOST_TRIES, claim, mark_dropped, mark_sent, mark_undelivered
from server.services.messages.send_due import send_due
from server.tables.outbox import OutboxMessage
from tests.builders import add_reservation, add_session
from tests.movable_clock import MovableClock
from tests.parts.smtp_sink import SmtpSink
from tests.scene import Scene
from tests.services.messages.mailbox import Mailbox, post_by
from tests.services.messages.waiting_messages import CODE, add_confirmation, add_sign_in, message

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


async def test_a_message_is_tried_again_after_1_5_15_and_then_every_60_minutes(
    scene: Scene, context: Context, clock: MovableClock, smtp_sink: SmtpSink
) -> None:
    next_week = await add_session(scene.course_id, context.now() + timedelta(days=7))
    message_id = await add_confirmation((await add_reservation(scene.pass_id, next_week)).id, context.now())
    post = post_by(transport_for(smtp_sink.url))
    smtp_sink.refuse("451 4.3.0 Try again later")
    await send_due(context, post)
    for attempt, minutes in enumerate((1, 5, 15, 60, 60), start=1):
        clock.advance(timedelta(minutes=minutes) - SECOND)
        await send_due(context, post)
        assert (await message(message_id))["attempts"] == attempt
        clock.advance(SECOND)
        await send_due(context, post)
        assert (await message(message_id))["attempts"] == attempt + 1


async def test_a_message_goes_when_the_mail_server_is_back(
    database: None, context: Context, clock: MovableClock, smtp_sink: SmtpSink
) -> None:
    message_id = await add_sign_in(context.now())
    post = post_by(transport_for(smtp_sink.url))
    smtp_sink.refuse()
    await send_due(context, post)
    smtp_sink.accept()
    clock.advance(MINUTE)
    await send_due(context, post)
    assert [kept.recipients for kept in smtp_sink.mails] == [("ana@example.org",)]
    assert (await message(message_id))["sent_at"] == context.now()


async def test_a_refusal_for_good_is_not_tried_again(
    database: None, context: Context, clock: MovableClock, smtp_sink: SmtpSink
) -> None:
    message_id = await add_sign_in(context.now())
    failed_at = context.now()
    post = post_by(transport_for(smtp_sink.url))
    smtp_sink.refuse("554 5.7.1 Not wanted")
    await send_due(context, post)
    smtp_sink.accept()
    clock.advance(MINUTE)
    await send_due(context, post)
    row = await message(message_id)
    assert smtp_sink.mails == []
    assert (row["failed_at"], row["attempts"], row["last_error"]) == (failed_at, 1, "554 5.7.1 Not wanted")
    assert CODE not in str(row)


@pytest.mark.parametrize(("tries_before", "is_given_up"), [(MOST_TRIES - 2, False), (MOST_TRIES - 1, True)])
async def test_a_message_is_given_up_after_a_day_of_tries(
    database: None,
    context: Context,
    clock: MovableClock,
    smtp_sink: SmtpSink,
    tries_before: int,
    *,
    is_given_up: bool,
) -> None:
    message_id = await add_sign_in(context.now())
    await OutboxMessage.update({OutboxMessage.attempts: tries_before}).where(OutboxMessage.id == message_id)
    smtp_sink.refuse()
    await send_due(context, post_by(transport_for(smtp_sink.url)))
    assert ((await message(message_id))["failed_at"] is not None) is is_given_up


@pytest.mark.parametrize(("waited", "is_sent"), [(LEASE - SECOND, False), (LEASE, True)])
async def test_a_message_whose_server_died_is_sent_when_the_claim_runs_out(
    database: None,
    context: Context,
    clock: MovableClock,
    mailbox: Mailbox,
    waited: timedelta,
    *,
    is_sent: bool,
) -> None:
    await claim(await add_sign_in(context.now()), context.now())
    clock.advance(waited)
    await send_due(context, mailbox.post)
    assert len(mailbox.mails()) == is_sent


async def test_a_claimed_message_is_nobody_elses(database: None, context: Context) -> None:
    message_id = await add_sign_in(context.now())
    assert await claim(message_id, context.now()) is not None
    assert await claim(message_id, context.now()) is None


@pytest.mark.parametrize("is_permanent", [False, True])
async def test_a_claim_that_ran_out_has_no_word_over_the_next_one(
    database: None, context: Context, clock: MovableClock, *, is_permanent: bool
) -> None:
    message_id = await add_sign_in(context.now())
    slow = await claim(message_id, context.now())
    clock.advance(LEASE)
    assert slow is not None
    assert await claim(message_id, context.now()) is not None
    before = await message(message_id)
    await mark_undelivered(slow, Undelivered("451 Later", is_permanent=is_permanent), context.now())
    await mark_dropped(slow, context.now())
    assert await message(message_id) == before


async def test_a_mail_that_left_counts_as_sent_though_its_claim_ran_out(
    database: None, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    message_id = await add_sign_in(context.now())
    slow = await claim(message_id, context.now())
    clock.advance(LEASE)
    assert slow is not None
    await mark_sent(slow, context.now())
    await send_due(context, mailbox.post)
    assert mailbox.mails() == []


async def test_whatever_a_mail_server_says_can_be_kept(database: None, context: Context) -> None:
    claimed = await claim(await add_sign_in(context.now()), context.now())
    assert claimed is not None
    await mark_undelivered(claimed, Undelivered("550 \x00\r\n" + "é" * 400, is_permanent=True), context.now())
    error = (await message(claimed.id))["last_error"]
    assert error.startswith("550    é")
    assert len(error) == 300


async def test_a_mail_that_left_late_is_sent_whatever_becomes_of_the_second_try(
    database: None, context: Context, clock: MovableClock
) -> None:
    message_id = await add_sign_in(context.now())
    slow = await claim(message_id, context.now())
    clock.advance(LEASE)
    second = await claim(message_id, context.now())
    assert slow is not None
    assert second is not None
    await mark_sent(slow, context.now())
    await mark_undelivered(second, Undelivered("550 Nobody", is_permanent=True), context.now())
    assert (await message(message_id))["failed_at"] is None
