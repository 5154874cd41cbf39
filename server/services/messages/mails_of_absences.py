"""What the mails about an absence say today, or None where the reason for one has gone (R34, R36, R39)."""

from datetime import datetime, timedelta

from server.contract.mail import AutoCancellationMail, MissedMail, ReinstatedMail
from server.rules.absence import next_night_at
from server.rules.vocabulary import ReservationStatus
from server.services.absence.effects import absence_of, read_facts
from server.services.booking.reservation_row import ReservationRow, find_by_id
from server.services.context import Context
from server.services.messages.claim import ClaimedMessage
from server.services.messages.told import booked_class, booked_classes, letterhead, punch_told, rows_of


async def missed(message: ClaimedMessage, context: Context, now: datetime) -> MissedMail | None:
    """Only while there is something to tell the studio: a NO_SHOW that has not acted, and whose grace still runs."""
    row = await find_by_id(message.facts["reservationId"])
    acts_at = absence_of(row).acts_at
    if row.status is not ReservationStatus.NO_SHOW or row.absence_acted_at is not None:
        return None
    if acts_at is None or acts_at <= now:
        return None
    would_fall = await _would_fall(row, acts_at)
    return MissedMail(
        await letterhead(row, context),
        booked_class(row, context),
        await punch_told(row),
        acts_at,
        booked_classes(would_fall, context),
    )


async def auto_cancellation(message: ClaimedMessage, context: Context, _: datetime) -> AutoCancellationMail | None:
    """Lists what is released still: some may have been reinstated, or booked again, meanwhile."""
    no_show_id = message.facts["noShowId"]
    rows = await rows_of(message.facts["reservationIds"])
    released = [
        row for row in rows if row.status is ReservationStatus.AUTO_CANCELLED and row.auto_cancelled_by == no_show_id
    ]
    if not released:
        return None
    row = await find_by_id(no_show_id)
    return AutoCancellationMail(
        await letterhead(row, context),
        booked_class(row, context),
        await punch_told(row),
        booked_classes(released, context),
    )


async def reinstated(message: ClaimedMessage, context: Context, now: datetime) -> ReinstatedMail | None:
    """Lists what is still booked and not over."""
    rows = await rows_of(message.facts["reservationIds"])
    back = [
        row
        for row in rows
        if row.status is ReservationStatus.PENDING and not row.is_session_cancelled and now < row.ends_at
    ]
    if not back:
        return None
    return ReinstatedMail(await letterhead(back[0], context), booked_classes(back, context))


A_NIGHTS_TICKS = timedelta(minutes=1)


async def _would_fall(row: ReservationRow, acts_at: datetime) -> list[ReservationRow]:
    """The absence acts in the first night from then on, and a class that has begun by then is not released.

    A night's ticks go on: what is due within its first minute is still done in it.
    """
    night_at = max(acts_at, next_night_at(acts_at - A_NIGHTS_TICKS, row.zone))
    facts = await read_facts([row.registration_id], night_at)
    effects = facts.effects_at(night_at)
    return [fallen for effect in effects if effect.absence.id == row.id for fallen in effect.released]
