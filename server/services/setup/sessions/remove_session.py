"""Take a class session out of the timetable."""

from server.contract.setup import Removal
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.setup.rows import archive, delete, hold
from server.tables.courses import ClassSession
from server.tables.reservations import SessionReservation


async def remove_session(session_id: int, context: Context) -> Removal:
    """Delete a session that nobody ever reserved; one whose reservations are all given up is kept as cancelled.

    Raises NotFoundError, and ConflictError `session_has_reservations` while somebody has a seat.
    """
    now = context.now()
    async with write_transaction():
        row = await hold(ClassSession, session_id)
        if row.seats_taken > 0:
            raise ConflictError("session_has_reservations", "People have a seat in this class: cancel it instead.")
        if not await SessionReservation.exists().where(SessionReservation.session == session_id):
            return await delete(row)
        return await archive(row, now, "cancelled_at")
