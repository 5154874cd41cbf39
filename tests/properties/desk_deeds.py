"""What the desk does beside the door: bookings moved, and forced past the rules (R19, R20)."""

from server.contract.reservations import MoveRequest, Reservation, ReserveRequest
from server.rules.vocabulary import AuditAction
from server.services.actor import Actor
from server.services.booking.move_reservation import move_reservation
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.outcomes import Declined
from server.tables.desk import AuditEntry
from tests.readings import bookings, reservation_row

WHY = "the studio says so"


async def forced(asked: ReserveRequest, staff: Actor, context: Context) -> Reservation | Declined:
    """Book whatever R15 to R17 say; what nobody may pass is still refused (R19)."""
    asked.force, asked.reason = True, WHY
    return await reserve(asked, staff, context)


async def moved_to(reservation_id: int, asked: MoveRequest, actor: Actor, context: Context) -> None:
    """Move a booking, and see that it keeps its id and its code, or that nothing has changed (R20)."""
    if asked.force:
        asked.reason = WHY
    before, old = await bookings(), await reservation_row(reservation_id)
    outcome = await move_reservation(reservation_id, asked, actor, context)
    if isinstance(outcome, Declined):
        assert await bookings() == before
        return
    new = await reservation_row(reservation_id)
    assert {name for name in new if new[name] != old[name]} <= {"session", "step"}
    assert new["session"] == asked.session_id


async def forced_reservations() -> set[int]:
    """Return the reservations for which staff passed a rule."""
    table = AuditEntry
    rows = await table.select(table.subject_id).where(table.action == AuditAction.BOOKING_FORCED.value)
    return {int(row["subject_id"]) for row in rows}
