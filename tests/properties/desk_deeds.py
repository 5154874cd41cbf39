"""What the desk does beside the door: bookings moved and forced, walk-ins, passes changed (R8, R9, R19, R20, R31)."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from server.contract.pass_acts import AdjustRequest, ChangedPass, ExtendRequest, FreezeRequest, PassCancelRequest
from server.contract.reservations import MoveRequest, Reservation, ReserveRequest
from server.contract.walk_ins import WalkInRequest
from server.rules.vocabulary import AuditAction
from server.services.actor import Actor
from server.services.booking.move_reservation import move_reservation
from server.services.booking.reserve import reserve
from server.services.context import Context
from server.services.door.walk_in import walk_in
from server.services.outcomes import ConflictError, Declined
from server.services.passes.adjust_punches import adjust_punches
from server.services.passes.cancel_pass import cancel_pass
from server.services.passes.extend_pass import extend_pass
from server.services.passes.freeze_pass import freeze_pass
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


async def let_in(session_id: int, asked: WalkInRequest, staff: Actor, context: Context) -> Reservation | Declined:
    """Let somebody in who has no reservation (R31)."""
    if asked.force:
        asked.reason = WHY
    return await walk_in(session_id, asked, staff, context)


async def adjust(pass_id: int, delta: int, admin: Actor, context: Context) -> None:
    """Give or take punches (R9)."""
    await adjust_punches(pass_id, AdjustRequest(delta=delta, reason=WHY), admin, context)


async def freeze(pass_id: int, first: date, days: int, admin: Actor, context: Context) -> None:
    """Freeze a pass for some days (R8)."""
    until = first + timedelta(days=days - 1)

    async def ask(*, confirm: bool) -> ChangedPass | Declined:
        asked = FreezeRequest(first=first, until=until, reason=WHY, confirm=confirm)
        return await freeze_pass(pass_id, asked, admin, context)

    await _shown_first(ask)


async def extend(pass_id: int, valid_until: date | None, admin: Actor, context: Context) -> None:
    """Give a pass another last date, a later or an earlier one (R8)."""

    async def ask(*, confirm: bool) -> ChangedPass | Declined:
        asked = ExtendRequest(valid_until=valid_until, reason=WHY, confirm=confirm)
        return await extend_pass(pass_id, asked, admin, context)

    await _shown_first(ask)


async def cancel(pass_id: int, admin: Actor, context: Context) -> None:
    """Cancel a pass (R8)."""

    async def ask(*, confirm: bool) -> ChangedPass | Declined:
        return await cancel_pass(pass_id, PassCancelRequest(reason=WHY, confirm=confirm), admin, context)

    await _shown_first(ask)


async def _shown_first(ask: Callable[..., Awaitable[ChangedPass | Declined]]) -> None:
    """What would be cancelled is told first, and nothing has happened; confirmed, just what is told is cancelled."""
    before = await bookings()
    try:
        outcome = await ask(confirm=False)
    except ConflictError:
        assert await bookings() == before
        outcome = await ask(confirm=True)
    told = [] if isinstance(outcome, Declined) else [each.reservation_id for each in outcome.cancelled]
    stood = {row["id"]: row["status"] for row in before["session_reservation"]}
    rows = (await bookings())["session_reservation"]
    assert sorted(told) == [row["id"] for row in rows if row["status"] != stood[row["id"]]]
