"""What a message says today: its reason is checked again, and its facts are read again (R39)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from server.contract.mail import Mail, SignInMail
from server.services.context import Context
from server.services.messages.claim import ClaimedMessage
from server.services.messages.mails_of_absences import auto_cancellation, missed, reinstated
from server.services.messages.mails_of_bookings import (
    cancellation,
    class_cancelled,
    class_moved,
    confirmation,
    reminder,
)
from server.services.messages.mails_of_passes import course_booked, pass_changed
from server.services.messages.outbox import MessageKind

MailOf = Callable[[ClaimedMessage, Context, datetime], Awaitable[Mail | None]]


async def mail_for(message: ClaimedMessage, context: Context, now: datetime) -> Mail | None:
    """Return the mail of a message, or None where the reason for it has gone."""
    return await MAILS[message.kind](message, context, now)


async def _sign_in_code(message: ClaimedMessage, _: Context, now: datetime) -> SignInMail | None:
    """A code that has expired on the way would only puzzle."""
    minutes = message.facts["minutes"]
    if now >= message.created_at + timedelta(minutes=minutes):
        return None
    return SignInMail(studio_name=message.facts["studioName"], code=message.facts["code"], minutes=minutes)


MAILS: Final[Mapping[MessageKind, MailOf]] = {
    MessageKind.SIGN_IN_CODE: _sign_in_code,
    MessageKind.CONFIRMATION: confirmation,
    MessageKind.CANCELLATION: cancellation,
    MessageKind.MISSED: missed,
    MessageKind.AUTO_CANCELLATION: auto_cancellation,
    MessageKind.REMINDER: reminder,
    MessageKind.CLASS_CANCELLED: class_cancelled,
    MessageKind.CLASS_MOVED: class_moved,
    MessageKind.REINSTATED: reinstated,
    MessageKind.COURSE_BOOKED: course_booked,
    MessageKind.PASS_CHANGED: pass_changed,
}
