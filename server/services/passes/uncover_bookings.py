"""Cancel the bookings that a pass no longer covers: shown first, no punch, one message for all (R8)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from server.contract.pass_acts import BookingOfPass
from server.rules.vocabulary import ReservationStatus
from server.services.actor import Actor
from server.services.booking.move_status import Move, move_all
from server.services.booking.reservation_row import ReservationRow
from server.services.messages.about import Addressee, ToldChange, pass_changed_of
from server.services.messages.outbox import enqueue
from server.services.outcomes import ConflictError

WOULD_CANCEL: Final = "would_cancel"


def refuse_unconfirmed(rows: Sequence[ReservationRow], *, is_confirmed: bool) -> None:
    """Raise ConflictError `would_cancel` with the list where bookings would fall and nobody has confirmed it."""
    if rows and not is_confirmed:
        count = "1 booking" if len(rows) == 1 else f"{len(rows)} bookings"
        sentence = f"This would cancel {count} of the pass. Send it again with confirm: true to do so."
        raise ConflictError(WOULD_CANCEL, sentence, {"reservations": shown(rows)})


async def uncover(
    rows: Sequence[ReservationRow], told: ToldChange, reason: str, actor: Actor, at: datetime
) -> list[BookingOfPass]:
    """Cancel PENDING reservations of one pass, which is held with their sessions, and tell its owner once."""
    if rows:
        move = Move(ReservationStatus.CANCELLED, actor, at, reason=reason)
        await move_all([(row, move) for row in rows])
        to = Addressee(rows[0].customer_email, rows[0].studio_id)
        await enqueue(pass_changed_of([row.id for row in rows], told, at, to), at)
    return shown(rows)


def not_over(rows: Sequence[ReservationRow], now: datetime) -> list[ReservationRow]:
    """Return the reservations whose class has not ended: what is over is the sweep's to settle (R32, §6)."""
    return [row for row in rows if row.ends_at > now]


def shown(rows: Sequence[ReservationRow]) -> list[BookingOfPass]:
    """Return bookings as the answer lists them."""
    return [
        BookingOfPass(
            reservation_id=row.id,
            session_id=row.session_id,
            course_name=row.course_name,
            step_title=row.step_title,
            starts_at=row.starts_at,
        )
        for row in rows
    ]
