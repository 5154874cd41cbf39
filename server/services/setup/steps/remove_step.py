"""Take a part out of its course: archived where it was reserved, else deleted with its sessions."""

from server.contract.setup import Removal
from server.database.write_transaction import locked, write_transaction
from server.services.context import Context
from server.services.setup.rows import archive, delete, hold
from server.services.setup.sessions.unbooked import delete_unbooked_of_step
from server.tables.courses import ClassSession, ClassStep, Timetable
from server.tables.desk import StaffNote
from server.tables.reservations import SessionReservation


async def remove_step(step_id: int, context: Context) -> Removal:
    """Delete or archive a part; an archived one loses the classes to come that nobody has reserved.

    Raises NotFoundError.
    """
    now = context.now()
    sessions = (ClassSession.step == step_id) | (ClassSession.timetable.step == step_id)
    async with write_transaction():
        await locked(ClassSession.select(ClassSession.id).where(sessions).order_by(ClassSession.id))
        row = await hold(ClassStep, step_id)
        if await _has_history(step_id):
            await delete_unbooked_of_step(step_id, now)
            return await archive(row, now)
        await ClassSession.delete().where(ClassSession.step == step_id)
        await _delete_timetables(step_id)
        return await delete(row)


async def _delete_timetables(step_id: int) -> None:
    """A session that was given to another part since is nobody's then, as if it had been made by hand."""
    await ClassSession.raw(
        "UPDATE class_session SET timetable = NULL, planned_date = NULL"
        " WHERE timetable IN (SELECT id FROM timetable WHERE step = {})",
        step_id,
    )
    await Timetable.delete().where(Timetable.step == step_id)


async def _has_history(step_id: int) -> bool:
    """A reservation made for it, in one of its sessions or in a makeup session, or a note on one of its sessions."""
    return await SessionReservation.exists().where(
        (SessionReservation.step == step_id) | (SessionReservation.session.step == step_id)
    ) or await StaffNote.exists().where(StaffNote.session.step == step_id)
