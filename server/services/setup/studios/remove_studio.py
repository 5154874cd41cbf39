"""Close a studio: archived where somebody knows it, deleted with all that was set up in it where nobody does."""

from server.contract.setup import Removal
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.setup.rows import archive, delete, hold
from server.services.setup.sessions.unbooked import delete_unbooked_of_studio
from server.tables.courses import ClassSession, ClassStep, Course, Timetable
from server.tables.desk import AuditEntry
from server.tables.imports import ImportedRow
from server.tables.kiosks import Kiosk, ScanAttempt
from server.tables.passes import ClassRegistration, PassProduct
from server.tables.people import CustomerStudio, StaffStudio
from server.tables.studios import Closure, Studio


async def remove_studio(studio_id: int, context: Context) -> Removal:
    """Delete or archive a studio; an archived one loses the classes to come that nobody has reserved.

    Raises NotFoundError.
    """
    now = context.now()
    async with write_transaction():
        row = await hold(Studio, studio_id)
        if await _has_history(studio_id):
            await delete_unbooked_of_studio(studio_id, now)
            return await archive(row, now)
        await _delete_all_in(studio_id)
        return await delete(row)


async def _has_history(studio_id: int) -> bool:
    """A customer, a pass, a scan or an act of staff; a reservation has a pass of the studio, a note its act."""
    return (
        await CustomerStudio.exists().where(CustomerStudio.studio == studio_id)
        or await ClassRegistration.exists().where(ClassRegistration.studio == studio_id)
        or await ScanAttempt.exists().where(ScanAttempt.kiosk.studio == studio_id)
        or await AuditEntry.exists().where(AuditEntry.studio == studio_id)
    )


async def _delete_all_in(studio_id: int) -> None:
    await ImportedRow.delete().where(ImportedRow.studio == studio_id)
    await PassProduct.delete().where(PassProduct.studio == studio_id)
    for table in (ClassSession, Timetable, ClassStep):
        await table.delete().where(table.course.studio == studio_id)
    await Course.delete().where(Course.studio == studio_id)
    await Closure.delete().where(Closure.studio == studio_id)
    await Kiosk.delete().where(Kiosk.studio == studio_id)
    await StaffStudio.delete().where(StaffStudio.studio == studio_id)
