"""What the mails about a pass and its bookings say today, or None where the reason for one has gone (R8, R12, R39)."""

from datetime import date, datetime

from server.contract.mail import CourseBookedMail, PassChange, PassChangedMail
from server.rules.vocabulary import OPEN, ReservationStatus
from server.services.context import Context
from server.services.messages.claim import ClaimedMessage
from server.services.messages.told import booked_classes, letterhead, punch_told, rows_of


async def course_booked(message: ClaimedMessage, context: Context, now: datetime) -> CourseBookedMail | None:
    """Lists what is still booked and not over."""
    rows = await rows_of(message.facts["reservationIds"])
    booked = [row for row in rows if row.status in OPEN and not row.is_session_cancelled and now < row.ends_at]
    if not booked:
        return None
    head = await letterhead(booked[0], context)
    return CourseBookedMail(head, booked[0].pass_name, booked_classes(booked, context))


async def pass_changed(message: ClaimedMessage, context: Context, _: datetime) -> PassChangedMail | None:
    """CANCELLED is the end (§6), so this stays true; a class that the studio cancelled has its own mail."""
    rows = await rows_of(message.facts["reservationIds"])
    gone = [row for row in rows if row.status is ReservationStatus.CANCELLED and not row.is_session_cancelled]
    if not gone:
        return None
    return PassChangedMail(
        head=await letterhead(gone[0], context),
        pass_name=gone[0].pass_name,
        why=PassChange(message.facts["why"]),
        first=_date(message.facts["first"]),
        last=_date(message.facts["last"]),
        punch=await punch_told(gone[0]),
        cancelled=booked_classes(gone, context),
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
