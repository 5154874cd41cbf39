"""Give a course up: archived where it was reserved or sold, else deleted with its parts and sessions."""

from server.contract.setup import Removal
from server.database.write_transaction import locked, write_transaction
from server.services.context import Context
from server.services.setup.rows import archive, delete, hold
from server.services.setup.sessions.unbooked import delete_unbooked_of_course
from server.tables.courses import ClassSession, ClassStep, Course, Timetable
from server.tables.desk import StaffNote
from server.tables.passes import PassProductCourse, RegistrationCourse
from server.tables.reservations import SessionReservation


async def remove_course(course_id: int, context: Context) -> Removal:
    """Delete or archive a course; an archived one loses the classes to come that nobody has reserved.

    Raises NotFoundError.
    """
    now = context.now()
    async with write_transaction():
        await locked(
            ClassSession.select(ClassSession.id).where(ClassSession.course == course_id).order_by(ClassSession.id)
        )
        row = await hold(Course, course_id)
        if await _has_history(course_id):
            await delete_unbooked_of_course(course_id, now)
            return await archive(row, now)
        for table in (PassProductCourse, ClassSession, Timetable, ClassStep):
            await table.delete().where(table.course == course_id)
        return await delete(row)


async def _has_history(course_id: int) -> bool:
    """A reservation of one of its sessions, a note on one, or a pass sold for it."""
    return (
        await SessionReservation.exists().where(SessionReservation.session.course == course_id)
        or await StaffNote.exists().where(StaffNote.session.course == course_id)
        or await RegistrationCourse.exists().where(RegistrationCourse.course == course_id)
    )
