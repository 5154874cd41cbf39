"""Take a class session out of the timetable."""

from server.contract.setup import Removal
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.setup.rows import archive, delete, hold
from server.tables.courses import ClassSession
from server.tables.desk import StaffNote
from server.tables.reservations import SessionReservation


async def remove_session(session_id: int, context: Context) -> Removal:
    """Delete a session without a history; one that has notes, or reservations all given up, is kept as cancelled.

    So is one that a timetable made: its date would be made again the next time the timetable is asked for (R3).

    Raises NotFoundError, and ConflictError `session_has_reservations` while somebody has a seat.
    """
    now = context.now()
    async with write_transaction():
        row = await hold(ClassSession, session_id)
        if row.seats_taken > 0:
            raise ConflictError("session_has_reservations", "People have a seat in this class: cancel it instead.")
        if row.timetable is not None or await _has_history(session_id):
            return await archive(row, now, "cancelled_at")
        return await delete(row)


async def _has_history(session_id: int) -> bool:
    return await SessionReservation.exists().where(
        SessionReservation.session == session_id
    ) or await StaffNote.exists().where(StaffNote.session == session_id)
