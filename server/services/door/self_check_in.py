"""Check in from the customer's own phone (R22, R30)."""

from server.contract.reservations import Reservation, SelfCheckInRequest
from server.database.write_transaction import write_transaction
from server.rules.check_in import judge_self_check_in
from server.rules.door_code import judge_phone
from server.rules.verdict import Refused
from server.rules.vocabulary import CheckInMethod, ReservationStatus
from server.services.absence.hold_reservations import hold_reservations
from server.services.absence.undo_absence import undo_absence
from server.services.actor import Actor
from server.services.booking.move_status import Move, move_status
from server.services.booking.present import present
from server.services.booking.read_reservation import refuse_stranger
from server.services.booking.reservation_row import find_by_id
from server.services.context import Context
from server.services.outcomes import Declined


async def self_check_in(
    reservation_id: int, asked: SelfCheckInRequest, actor: Actor, context: Context
) -> Reservation | Declined:
    """Check the actor's own reservation in. Declined as R27 says, and as R30 does. Raises NotFoundError."""
    now = context.now()
    row = await find_by_id(reservation_id)
    refuse_stranger(row, actor)
    phone = judge_phone(row.settings.phone_check_in, asked.door_code, context.keys.door_code, row.studio_id, now)
    if isinstance(phone, Refused):
        return Declined(phone, row.zone)
    async with write_transaction():
        row = (await hold_reservations([row.id]))[row.id]
        verdict = judge_self_check_in(row.scan_facts(), now)
        if isinstance(verdict, Refused):
            return Declined(verdict, row.zone)
        arrival = Move(ReservationStatus.CHECKED_IN, actor, now, method=CheckInMethod.PHONE)
        await move_status(row, arrival)
        await undo_absence(row, arrival)
    return present(await find_by_id(reservation_id), actor, context)
