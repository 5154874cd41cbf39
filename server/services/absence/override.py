"""Override what an absence has done: reinstate, excuse, or mark as attended; admins only, with a reason (R36)."""

from collections.abc import Sequence

from server.contract.overrides import Override, OverrideRequest, Reinstated
from server.database.write_transaction import write_transaction
from server.rules.overriding import judge_override, status_after, undoes_absence
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import AttendanceStatus, OverrideAction, ReservationStatus
from server.services.absence.hold_reservations import hold_with_seats
from server.services.absence.reinstate import named, note_return, reinstate, spare, tell_of_return
from server.services.absence.undo_absence import Undone, undo_absence
from server.services.actor import Actor
from server.services.booking.judge_mark import judge_mark
from server.services.booking.move_status import Move, move_status
from server.services.booking.present import present
from server.services.booking.read_reservation import refuse_stranger
from server.services.booking.reservation_row import ReservationRow, find_by_id
from server.services.context import Context
from server.services.outcomes import Declined


async def override(reservation_id: int, asked: OverrideRequest, actor: Actor, context: Context) -> Override | Declined:
    """Do what an admin decides about one reservation, and about what its absence has released.

    Declined with `illegal_transition`, by what a reinstatement is judged by (R36), or for want of a seat or a punch.
    Raises NotFoundError.
    """
    by = Move(status_after(asked.action), actor, context.now(), reason=asked.reason)
    refuse_stranger(await find_by_id(reservation_id), actor)
    async with write_transaction():
        row = (await hold_with_seats([reservation_id]))[reservation_id]
        verdict = judge_override(asked.action, row.status)
        if verdict == ALLOWED:
            verdict = await _act(row, asked.action, by)
        if isinstance(verdict, Refused):
            return Declined(verdict, row.zone)
        undone = await undo_absence(row, by) if undoes_absence(asked.action, cascade=asked.cascade) else []
        await _spare(row, undone, by)
    reservation = present(await find_by_id(reservation_id), actor, context)
    return Override(reservation=reservation, cascade=[_answer(one) for one in undone])


async def _act(row: ReservationRow, action: OverrideAction, by: Move) -> Verdict:
    if action is OverrideAction.REINSTATE:
        return await _reinstate(row, by)
    is_attended = action is OverrideAction.ATTENDED
    verdict = await judge_mark(row, AttendanceStatus.ATTENDED, by) if is_attended else ALLOWED
    if verdict == ALLOWED:
        await move_status(row, by)
    return verdict


async def _reinstate(row: ReservationRow, by: Move) -> Verdict:
    verdict = await reinstate(row, by)
    if verdict == ALLOWED:
        await tell_of_return([row], by)
        await note_return(row, f"Booked again: {named([row])}.", by)
    return verdict


async def _spare(row: ReservationRow, undone: Sequence[Undone], by: Move) -> None:
    """The same absence never cancels again what an admin has brought back from it."""
    if row.status is ReservationStatus.AUTO_CANCELLED and row.auto_cancelled_by is not None:
        await spare([row.id], row.auto_cancelled_by, by.at)
    await spare([one.row.id for one in undone if one.verdict == ALLOWED], row.id, by.at)


def _answer(one: Undone) -> Reinstated:
    code = one.verdict.code if isinstance(one.verdict, Refused) else None
    return Reinstated(reservation_id=one.row.id, ok=code is None, code=code)
