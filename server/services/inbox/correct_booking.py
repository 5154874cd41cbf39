"""Mark the booking of a late upload attended, by the same rule as on the roster (§6, R37)."""

from server.rules.verdict import ALLOWED, Verdict
from server.rules.vocabulary import AttendanceStatus, ReservationStatus
from server.services.absence.hold_reservations import hold_with_seats
from server.services.absence.undo_absence import undo_absence
from server.services.booking.judge_mark import judge_mark
from server.services.booking.move_status import Move, move_status
from server.services.booking.reservation_row import ReservationRow


async def hold_booking(reservation_id: int) -> ReservationRow:
    """Hold a reservation with all that the correction may touch, in a transaction that holds nothing yet."""
    return (await hold_with_seats([reservation_id]))[reservation_id]


async def mark_attended(row: ReservationRow, by: Move) -> Verdict:
    """Correct a reservation that is held, and undo its absence; one that has been corrected already is left alone."""
    if row.status is ReservationStatus.ATTENDED:
        return ALLOWED
    verdict = await judge_mark(row, AttendanceStatus.ATTENDED, by)
    if verdict == ALLOWED:
        await move_status(row, by)
        await undo_absence(row, by)
    return verdict
