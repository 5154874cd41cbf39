"""A message that could not be sent: when it is tried again, when it is given up, and whose word counts (R39)."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from server.contract.mail import Hindrance, Undelivered
from server.services.context import Context
from server.services.messages.claim import FURTHEST, LEASE, claim
from server.services.messages.send_due import send_due
from server.services.messages.settle_claim import KEPT_TRYING, mark_dropped, mark_sent, mark_undelivered
from tests.movable_clock import MovableClock
from tests.services.messages.mailbox import Mailbox
from tests.services.messages.waiting_messages import add_sign_in, message

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
EVERY_HINDRANCE = tuple(Hindrance)


@pytest.mark.parametrize(
    ("hindrance", "rests"),
    [
        (Hindrance.AWAY, [10, 30, 60, 120, 120]),
        (Hindrance.SETUP, [60, 300, 900, 900]),
        (Hindrance.DEFERRED, [60, 300, 900, 3600, 3600]),
    ],
)
async def test_each_hindrance_has_its_own_rests(
    database: None, context: Context, clock: MovableClock, hindrance: Hindrance, rests: Sequence[int]
) -> None:
    message_id = await add_sign_in(context.now())
    for seconds in rests:
        claimed = await claim(message_id, context.now())
        assert claimed is not None
        assert not await mark_undelivered(claimed, Undelivered(hindrance, "451 Later"), context.now())
        clock.advance(timedelta(seconds=seconds) - SECOND)
        assert await claim(message_id, context.now()) is None
        clock.advance(SECOND)


async def test_a_refusal_for_good_is_not_tried_again(database: None, context: Context) -> None:
    message_id = await add_sign_in(context.now())
    claimed = await claim(message_id, context.now())
    assert claimed is not None
    assert await mark_undelivered(claimed, Undelivered(Hindrance.REFUSED, "554 5.7.1 Not wanted"), context.now())
    row = await message(message_id)
    assert (row["failed_at"], row["attempts"], row["last_error"]) == (context.now(), 1, "554 5.7.1 Not wanted")
    assert await claim(message_id, context.now() + timedelta(days=30)) is None


@pytest.mark.parametrize("hindrance", [Hindrance.AWAY, Hindrance.SETUP, Hindrance.DEFERRED])
@pytest.mark.parametrize(("missing", "is_given_up"), [(SECOND, False), (timedelta(0), True)])
async def test_a_message_is_given_up_five_days_after_it_was_due(
    database: None,
    context: Context,
    clock: MovableClock,
    hindrance: Hindrance,
    missing: timedelta,
    *,
    is_given_up: bool,
) -> None:
    due_at = context.now() + timedelta(hours=7)
    message_id = await add_sign_in(context.now(), due_at=due_at)
    clock.set(due_at + KEPT_TRYING - missing)
    claimed = await claim(message_id, context.now())
    assert claimed is not None
    assert await mark_undelivered(claimed, Undelivered(hindrance, "no"), context.now()) is is_given_up
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


async def test_a_claim_by_a_clock_that_was_put_back_holds_nothing(
    database: None, context: Context, clock: MovableClock, mailbox: Mailbox
) -> None:
    message_id = await add_sign_in(context.now())
    await claim(message_id, context.now() + timedelta(days=365))
    await send_due(context, mailbox.post)
    assert mailbox.recipients() == ["ana@example.org"]
    assert max(LEASE, timedelta(hours=1)) < FURTHEST  # no rest of ours is mistaken for such a claim


@pytest.mark.parametrize("hindrance", EVERY_HINDRANCE)
async def test_a_claim_that_ran_out_has_no_word_over_the_next_one(
    database: None, context: Context, clock: MovableClock, hindrance: Hindrance
) -> None:
    message_id = await add_sign_in(context.now())
    slow = await claim(message_id, context.now())
    clock.advance(LEASE)
    assert slow is not None
    assert await claim(message_id, context.now()) is not None
    before = await message(message_id)
    await mark_undelivered(slow, Undelivered(hindrance, "no"), context.now())
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
    await mark_undelivered(claimed, Undelivered(Hindrance.REFUSED, "550 \x00\r\n" + "é" * 400), context.now())
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
    await mark_undelivered(second, Undelivered(Hindrance.REFUSED, "550 Nobody"), context.now())
    assert (await message(message_id))["failed_at"] is None
