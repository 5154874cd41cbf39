"""Send what waits in the outbox: claim, check the reason again, hand over, note what became of it (R39)."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from server.contract.mail import Envelope, Hindrance, Undelivered
from server.logs.log import logger
from server.metrics import MessageEnd
from server.services.context import Context
from server.services.messages.claim import ClaimedMessage, claim, message_to_probe_with, messages_to_send
from server.services.messages.mail_for import mail_for
from server.services.messages.road import Road
from server.services.messages.settle_claim import mark_dropped, mark_sent, mark_undelivered

log = logger(__name__)

Met = tuple[Hindrance | None, ...]
"""What one try met on its way: None where the mail was taken; nothing at all where no mail came to be sent."""


class Post(Protocol):
    """Something that delivers mails."""

    async def deliver(self, envelope: Envelope) -> Undelivered | None:
        """Deliver a mail; None when it was taken."""
        ...


async def send_due(context: Context, post: Post, road: Road | None = None) -> None:
    """Send every message that is due, a few side by side, until none is left that can be tried now.

    At least once: a server that dies between handing over and noting it leaves a claim that runs out, and the
    message goes again, with the same Message-ID. Who calls again and again keeps one `road`. Raises what nobody
    foresaw, after the others have had their turn.
    """
    road = road or Road()
    while road.is_open_at(context.now()) and (ids := await _next(road, context)):
        ends = await asyncio.gather(*(_try(message_id, context, post) for message_id in ids), return_exceptions=True)
        road.note(_met(ends), context.now())
        for end in ends:
            if isinstance(end, BaseException):
                raise end


async def _next(road: Road, context: Context) -> list[int]:
    if road.is_doubtful:
        return await message_to_probe_with(context.now())
    return await messages_to_send(context.now(), road.width)


async def _try(message_id: int, context: Context, post: Post) -> Met:
    message = await claim(message_id, context.now())
    if message is None:
        return ()
    try:
        return await _send(message, context, post)
    except Exception as error:
        await _put_off(message, Undelivered(Hindrance.DEFERRED, type(error).__name__), context)
        raise


async def _send(message: ClaimedMessage, context: Context, post: Post) -> Met:
    now = context.now()
    mail = await mail_for(message, context, now)
    if mail is None:
        await mark_dropped(message, now)
        _tell(MessageEnd.DROPPED, message, context)
        return ()
    undelivered = await post.deliver(Envelope(message.reference, message.recipient, now, mail))
    if undelivered is not None:
        await _put_off(message, undelivered, context)
        return (undelivered.hindrance,)
    await mark_sent(message, context.now())
    _tell(MessageEnd.SENT, message, context)
    return (None,)


async def _put_off(message: ClaimedMessage, undelivered: Undelivered, context: Context) -> None:
    """The reason itself stays in the outbox: a mail server's words may repeat the address."""
    is_given_up = await mark_undelivered(message, undelivered, context.now())
    _tell(MessageEnd.FAILED if is_given_up else MessageEnd.PUT_OFF, message, context, undelivered.hindrance)


def _tell(end: MessageEnd, message: ClaimedMessage, context: Context, hindrance: Hindrance | None = None) -> None:
    tell = log.info if hindrance is None else log.warning
    if hindrance is None:
        tell(f"message.{end}", id=message.id, kind=message.kind, attempt=message.attempt)
    else:
        tell(f"message.{end}", id=message.id, kind=message.kind, attempt=message.attempt, hindrance=hindrance)
    context.metrics.message_tried(message.kind, end)


def _met(ends: Sequence[Met | BaseException]) -> list[Hindrance | None]:
    return [one for end in ends if not isinstance(end, BaseException) for one in end]
