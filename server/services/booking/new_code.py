"""Issue a new code: the only act that kills one (R43)."""

from server.contract.reservations import Reservation
from server.database.write_transaction import write_transaction
from server.rules.pass_code import derive, hash_of
from server.services.actor import Actor
from server.services.booking.locks import lock_registration
from server.services.booking.present import present
from server.services.booking.read_reservation import refuse_stranger
from server.services.booking.reservation_row import find_by_id
from server.services.context import Context
from server.tables.reservations import ReplacedCode, SessionReservation


async def issue_new_code(reservation_id: int, actor: Actor, context: Context) -> Reservation:
    """Draw a new code for a reservation; the old one answers `revoked_code` from now on. Raises NotFoundError."""
    now = context.now()
    row = await find_by_id(reservation_id)
    refuse_stranger(row, actor)
    async with write_transaction():
        await lock_registration(row.registration_id)
        row = await find_by_id(reservation_id)
        generation = row.code_generation + 1
        await ReplacedCode.insert(ReplacedCode(reservation=row.id, code_hash=row.code_hash, replaced_at=now))
        await SessionReservation.update(
            {
                SessionReservation.code_generation: generation,
                SessionReservation.code_hash: hash_of(derive(context.keys.pass_code, row.id, generation)),
            }
        ).where(SessionReservation.id == row.id)
    return present(await find_by_id(reservation_id), actor, context)
