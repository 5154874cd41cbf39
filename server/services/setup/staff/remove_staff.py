"""Let a staff member go: archived where something they did is recorded, else deleted."""

from server.contract.setup import Removal
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.setup.rows import archive, delete, hold
from server.services.setup.staff.checked_staff import check_admin_left
from server.services.signing_in.tokens import revoke_tokens_of_staff
from server.tables.passes import ClassRegistration, PunchEntry
from server.tables.people import StaffMember, StaffStudio
from server.tables.reservations import ReservationEvent, SessionReservation


async def remove_staff(staff_id: int, context: Context) -> Removal:
    """Delete or archive a person; their tokens are dead at once.

    Raises NotFoundError, and ConflictError `last_admin` for the only admin there is.
    """
    now = context.now()
    async with write_transaction():
        await check_admin_left(staff_id)
        row = await hold(StaffMember, staff_id)
        if await _has_history(staff_id):
            await revoke_tokens_of_staff(staff_id, now)
            return await archive(row, now)
        await StaffStudio.delete().where(StaffStudio.staff == staff_id)
        return await delete(row)


async def _has_history(staff_id: int) -> bool:
    """A pass sold, a customer checked in, or any row of the ledger or the events that names them."""
    label = f"staff:{staff_id}"
    return (
        await ClassRegistration.exists().where(ClassRegistration.sold_by == staff_id)
        or await SessionReservation.exists().where(SessionReservation.checked_in_staff == staff_id)
        or await PunchEntry.exists().where((PunchEntry.actor == label) | PunchEntry.actor.like(f"{label}@%"))
        or await ReservationEvent.exists().where(
            (ReservationEvent.actor == label) | ReservationEvent.actor.like(f"{label}@%")
        )
    )
