"""Check a customer in at the desk or at the kiosk's staff panel, and take a check-in back (R23, R24, R29, R42)."""

from datetime import datetime

from server.contract.reservations import Reservation, StaffCheckInRequest, UndoRequest
from server.database.write_transaction import write_transaction
from server.rules.check_in import StaffCheckIn, judge_staff_check_in, judge_undo, status_after_undo
from server.rules.verdict import Refused
from server.rules.vocabulary import CheckInMethod, ReservationStatus
from server.services.absence.hold_reservations import hold_reservations
from server.services.absence.undo_absence import undo_absence
from server.services.actor import Actor
from server.services.booking.hold_with_session import hold_with_session
from server.services.booking.move_status import Move, move_status
from server.services.booking.present import present
from server.services.booking.read_reservation import refuse_stranger
from server.services.booking.reservation_row import ReservationRow, find_by_id
from server.services.context import Context
from server.services.outcomes import Declined


async def staff_check_in(
    reservation_id: int, asked: StaffCheckInRequest, actor: Actor, context: Context
) -> Reservation | Declined:
    """Check a reservation in on its class day. Declined as R27 says, with `not_class_day` and `reason_required`.

    An absence that has acted is undone by it (§6). Raises NotFoundError.
    """
    now = context.now()
    row = await _theirs(reservation_id, actor)
    async with write_transaction():
        row = (await hold_reservations([row.id]))[row.id]
        verdict = judge_staff_check_in(row.scan_facts(), _how(asked, actor), row.class_day, now)
        if isinstance(verdict, Refused):
            return Declined(verdict, row.zone)
        arrival = _arrival(asked, actor, now)
        await move_status(row, arrival)
        await undo_absence(row, arrival)
    return present(await find_by_id(reservation_id), actor, context)


async def undo_check_in(
    reservation_id: int, asked: UndoRequest, actor: Actor, context: Context
) -> Reservation | Declined:
    """Take a check-in back: PENDING again and the punch returned; a walk-in is CANCELLED and its seat freed (R29).

    Declined with `session_ended`, `not_class_day` or `illegal_transition`. Raises NotFoundError.
    """
    now = context.now()
    row = await _theirs(reservation_id, actor)
    async with write_transaction():
        row = await hold_with_session(row)  # a walk-in's seat goes with it
        verdict = judge_undo(row.status, row.class_day, row.ends_at, now)
        if isinstance(verdict, Refused):
            return Declined(verdict, row.zone)
        await move_status(row, Move(status_after_undo(is_walk_in=row.is_walk_in), actor, now, reason=asked.reason))
    return present(await find_by_id(reservation_id), actor, context)


def _how(asked: StaffCheckInRequest, actor: Actor) -> StaffCheckIn:
    return StaffCheckIn(
        waives_punch=asked.waive_punch,
        has_reason=asked.reason is not None,
        at_kiosk=actor.is_at_kiosk,
        is_admin=actor.is_admin,
    )


def _arrival(asked: StaffCheckInRequest, actor: Actor, now: datetime) -> Move:
    return Move(
        ReservationStatus.CHECKED_IN,
        actor,
        now,
        reason=asked.reason,
        method=CheckInMethod(asked.method),
        waives_punch=asked.waive_punch,
    )


async def _theirs(reservation_id: int, actor: Actor) -> ReservationRow:
    row = await find_by_id(reservation_id)
    refuse_stranger(row, actor)
    return row
