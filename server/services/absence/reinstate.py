"""Bring a released reservation back: judged anew by what stands now, with its seat, its code and a message (R36)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from server.rules.eligibility import judge_reinstatement
from server.rules.local_time import dated_moment
from server.rules.verdict import Refused, Verdict
from server.rules.vocabulary import ReservationStatus
from server.services.actor import SYSTEM
from server.services.booking.booking_facts import booking_again
from server.services.booking.move_status import Move, move_status
from server.services.booking.reservation_row import ReservationRow
from server.services.messages.about import Addressee, reinstatement_of
from server.services.messages.outbox import enqueue
from server.tables.desk import StaffNote
from server.tables.reservations import Reinstatement


async def reinstate(row: ReservationRow, by: Move) -> Verdict:
    """Make an AUTO_CANCELLED reservation PENDING again where the rules agree; refused, it stays as it is.

    Its session and its pass are held. Who, when and why are those of `by`.
    """
    verdict = judge_reinstatement(await booking_again(row), by.at)
    if not isinstance(verdict, Refused):
        await move_status(row, Move(ReservationStatus.PENDING, by.actor, by.at, reason=by.reason))
    return verdict


async def tell_of_return(rows: Sequence[ReservationRow], by: Move) -> None:
    """Tell the customer in one message that these are back; they are of one pass."""
    if rows:
        to = Addressee(rows[0].customer_email, rows[0].studio_id)
        await enqueue(reinstatement_of([row.id for row in rows], by.at, to), by.at)


async def note_return(row: ReservationRow, text: str, by: Move) -> None:
    """Write for staff, on the reservation's pass, what has changed since the note of the night (R34)."""
    author = by.actor if by.actor.is_staff else SYSTEM
    await StaffNote.insert(
        StaffNote(
            studio=row.studio_id,
            customer=row.customer_id,
            registration=row.registration_id,
            author=author.label,
            text=text,
            at=by.at,
        )
    )


async def spare(reservation_ids: Collection[int], no_show_id: int, at: datetime) -> None:
    """Remember that an admin has taken back what an absence did to these: it never cancels them again (R36)."""
    for reservation_id in reservation_ids:
        await Reinstatement.raw(
            "INSERT INTO reinstatement (reservation, no_show, at) VALUES ({}, {}, {}) ON CONFLICT DO NOTHING",
            reservation_id,
            no_show_id,
            at,
        )


def named(rows: Sequence[ReservationRow]) -> str:
    """Name bookings for staff, in the studio's time: "Pottery, Thu 5 Mar 2026, 16:00; Wheels, …"."""
    return "; ".join(f"{row.course_name}, {dated_moment(row.starts_at, row.zone)}" for row in rows)
