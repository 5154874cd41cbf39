"""Send what waits in the outbox: claim, check the reason again, hand over, note what became of it (R39)."""

import asyncio
from typing import Protocol

from server.contract.mail import Envelope, Undelivered
from server.logs.log import logger
from server.metrics import MessageEnd
from server.services.context import Context
from server.services.messages.claim import (
    ClaimedMessage,
    claim,
    mark_dropped,
    mark_sent,
    mark_undelivered,
    messages_to_send,
)
from server.services.messages.mail_for import mail_for

log = logger(__name__)


class Post(Protocol):
    """Something that delivers mails."""

    async def deliver(self, envelope: Envelope) -> Undelivered | None:
        """Deliver a mail; None when it was taken."""
        ...


async def send_due(context: Context, post: Post) -> None:
    """Send every message that is due, a few side by side, until none is left that can be tried now.

    At least once: a server that dies between handing over and noting it leaves a claim that runs out, and the
    message goes again, with the same Message-ID. Raises what nobody foresaw, after the others have had their turn.
    """
    while ids := await messages_to_send(context.now()):
        ends = await asyncio.gather(*(_try(message_id, context, post) for message_id in ids), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end


async def _try(message_id: int, context: Context, post: Post) -> None:
    message = await claim(message_id, context.now())
    if message is None:
        return
    try:
        await _send(message, context, post)
    except Exception as error:
        await _put_off(message, Undelivered(type(error).__name__, is_permanent=False), context)
        raise


async def _send(message: ClaimedMessage, context: Context, post: Post) -> None:
    now = context.now()
    mail = await mail_for(message, context, now)
    if mail is None:
        await mark_dropped(message, now)
        _tell(MessageEnd.DROPPED, message, context)
        return
    undelivered = await post.deliver(Envelope(message.reference, message.recipient, now, mail))
    if undelivered is not None:
        await _put_off(message, undelivered, context)
        return
    await mark_sent(message, context.now())
    _tell(MessageEnd.SENT, message, context)


async def _put_off(message: ClaimedMessage, undelivered: Undelivered, context: Context) -> None:
    """The reason itself stays in the outbox: a mail server's words may repeat the address."""
    is_given_up = await mark_undelivered(message, undelivered, context.now())
    _tell(MessageEnd.FAILED if is_given_up else MessageEnd.PUT_OFF, message, context)


def _tell(end: MessageEnd, message: ClaimedMessage, context: Context) -> None:
    tell = log.info if end in (MessageEnd.SENT, MessageEnd.DROPPED) else log.warning
    tell(f"message.{end}", id=message.id, kind=message.kind, attempt=message.attempt)
    context.metrics.message_tried(message.kind, end)
