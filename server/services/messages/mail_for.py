"""What a message says today: its reason is checked again, and its facts are read again (R39)."""

from datetime import datetime, timedelta

from server.contract.mail import ConfirmationMail, SignInMail
from server.rules.vocabulary import OPEN
from server.services.booking.present import code_of
from server.services.booking.reservation_row import ReservationRow, find_by_id
from server.services.context import Context
from server.services.messages.claim import ClaimedMessage
from server.services.messages.outbox import MessageKind
from server.tables.studios import Studio


async def mail_for(message: ClaimedMessage, context: Context, now: datetime) -> SignInMail | ConfirmationMail | None:
    """Return the mail of a message, or None where the reason for it has gone."""
    match message.kind:
        case MessageKind.SIGN_IN_CODE:
            return _sign_in(message, now)
        case MessageKind.CONFIRMATION:
            return await _confirmation(await find_by_id(message.facts["reservationId"]), context, now)
        case _:
            raise NotImplementedError(message.kind)  # its family follows


def _sign_in(message: ClaimedMessage, now: datetime) -> SignInMail | None:
    """A code that has expired on the way would only puzzle."""
    minutes = message.facts["minutes"]
    if now >= message.created_at + timedelta(minutes=minutes):
        return None
    return SignInMail(studio_name=message.facts["studioName"], code=message.facts["code"], minutes=minutes)


async def _confirmation(row: ReservationRow, context: Context, now: datetime) -> ConfirmationMail | None:
    """Nothing confirms a place that was given up, a class that is over, or a code that can't be drawn again (R43)."""
    code = code_of(row, context)
    if row.status not in OPEN or row.is_session_cancelled or row.ends_at <= now or code is None:
        return None
    studio = await Studio.select(Studio.contact_email).where(Studio.id == row.studio_id).first()
    return ConfirmationMail(
        studio_name=row.studio_name,
        studio_email=studio["contact_email"] if studio else None,
        customer_name=row.customer_name,
        course_name=row.course_name,
        part_title=row.step_title,
        room=row.room,
        instructor=row.instructor,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        check_in_opens_at=row.window.opens_at,
        zone=row.zone,
        pass_code=code,
        public_url=context.public_url,
    )
