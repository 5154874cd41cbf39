"""What the mails about one booking say today, or None where the reason for one has gone (R39)."""

from datetime import datetime

from server.contract.mail import (
    CancellationMail,
    ClassCancelledMail,
    ClassMovedMail,
    ConfirmationMail,
    ReminderMail,
)
from server.rules.vocabulary import OPEN, ReservationStatus
from server.services.audit.moves_of_bookings import moves_of_bookings
from server.services.booking.reservation_row import ReservationRow, find_by_id
from server.services.context import Context
from server.services.messages.claim import ClaimedMessage
from server.services.messages.first_time import first_time_told
from server.services.messages.told import booked_class, letterhead, punch_told


async def confirmation(message: ClaimedMessage, context: Context, now: datetime) -> ConfirmationMail | None:
    """Nothing confirms a place that was given up, a class that is over, or a code that can't be drawn again (R43).

    A booking that was moved meanwhile has a confirmation of its own (R20).
    """
    row = await _row_of(message)
    booked = booked_class(row, context)
    if row.status not in OPEN or row.is_session_cancelled or row.ends_at <= now or booked.pass_code is None:
        return None
    if message.facts.get("sessionId", row.session_id) != row.session_id:
        return None
    if await moves_of_bookings([row.id], message.created_at):  # it may have come back to where it was
        return None
    return ConfirmationMail(await letterhead(row, context), booked)


async def reminder(message: ClaimedMessage, context: Context, now: datetime) -> ReminderMail | None:
    """Only a class that is still to come, at the time that was meant, reminds who is not there yet."""
    row = await _row_of(message)
    if not _is_to_come(row, now) or row.starts_at != message.instant("startsAt"):
        return None
    return ReminderMail(await letterhead(row, context), booked_class(row, context))


async def cancellation(message: ClaimedMessage, context: Context, _: datetime) -> CancellationMail | None:
    """CANCELLED is the end (§6), so this stays true; a class that the studio cancelled has its own mail."""
    row = await _row_of(message)
    if row.status is not ReservationStatus.CANCELLED:
        return None
    return CancellationMail(await letterhead(row, context), booked_class(row, context), await punch_told(row))


async def class_cancelled(message: ClaimedMessage, context: Context, _: datetime) -> ClassCancelledMail | None:
    """The class was cancelled by the studio, and this place with it."""
    row = await _row_of(message)
    if row.status is not ReservationStatus.CANCELLED or not row.is_session_cancelled:
        return None
    reason = message.facts["reason"]
    return ClassCancelledMail(await letterhead(row, context), booked_class(row, context), await punch_told(row), reason)


async def class_moved(message: ClaimedMessage, context: Context, now: datetime) -> ClassMovedMail | None:
    """Only the last move of a class is told, and from the time that the customer knows; back there is no news (R38)."""
    row = await _row_of(message)
    if not _is_to_come(row, now) or row.starts_at != message.instant("startsAt"):
        return None
    known = await first_time_told(message)
    if known == row.starts_at:
        return None
    return ClassMovedMail(await letterhead(row, context), booked_class(row, context), known)


def _is_to_come(row: ReservationRow, now: datetime) -> bool:
    return row.status is ReservationStatus.PENDING and not row.is_session_cancelled and now < row.starts_at


async def _row_of(message: ClaimedMessage) -> ReservationRow:
    return await find_by_id(message.facts["reservationId"])
