"""Read reservations: one, a customer's, or the one that a code belongs to. Others' do not exist (R41)."""

from datetime import datetime

from server.contract.reservations import Reservation
from server.rules.pass_code import hash_of, parse
from server.rules.vocabulary import OPEN
from server.services.actor import Actor
from server.services.booking.present import present
from server.services.booking.reservation_row import ReservationRow, find_by_code_hash, find_by_id, rows_of_customer
from server.services.context import Context
from server.services.outcomes import NotFoundError


async def read_reservation(reservation_id: int, actor: Actor, context: Context) -> Reservation:
    """Return one reservation of the actor's own or of a studio that they serve. Raises NotFoundError."""
    row = await find_by_id(reservation_id)
    refuse_stranger(row, actor)
    return present(row, actor, context)


async def reservation_with_code(text: str, actor: Actor, context: Context) -> Reservation:
    """Return the reservation whose QR or typed code this is. Raises NotFoundError."""
    code = parse(text)
    if code is None:
        raise NotFoundError("session reservation")
    row = await find_by_code_hash(hash_of(code))
    refuse_stranger(row, actor)
    return present(row, actor, context)


async def reservations_of(actor: Actor, context: Context) -> list[Reservation]:
    """Return the customer's reservations: what lies ahead first, soonest on top, then the past, latest on top."""
    if actor.customer_id is None:
        return []
    now = context.now()
    rows = await rows_of_customer(actor.customer_id)
    ahead = [row for row in reversed(rows) if _lies_ahead(row, now)]
    past = [row for row in rows if not _lies_ahead(row, now)]
    return [present(row, actor, context) for row in (*ahead, *past)]


def refuse_stranger(row: ReservationRow, actor: Actor) -> None:
    """Raise NotFoundError where a reservation is neither the actor's nor of a studio that they serve."""
    is_theirs = actor.serves(row.studio_id) if actor.is_staff else actor.customer_id == row.customer_id
    if not is_theirs:
        raise NotFoundError("session reservation")


def _lies_ahead(row: ReservationRow, now: datetime) -> bool:
    return row.status in OPEN and row.ends_at > now
