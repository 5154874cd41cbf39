"""The one function that moves a reservation's status (§6): seat, punch and event go with it, in one transaction.

Called inside a transaction that holds the registration's lock, and the session's first where a seat changes (R35).
The statements are raw, and the same on both engines, because every check-in runs them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.rules.lifecycle import judge_move, seats_changed
from server.rules.punches import PunchTerms, changes_for_move, counts_punches
from server.rules.verdict import Refused
from server.rules.vocabulary import CheckedInBy, CheckInMethod, ReservationStatus
from server.services.actor import Actor
from server.services.booking.reservation_row import ReservationRow
from server.services.booking.seats import change_seats
from server.services.passes.append_punches import append_punch
from server.tables.reservations import ReservationEvent, SessionReservation


class IllegalMoveError(Exception):
    """A caller asked for a move that its own rule should have refused; nothing was changed."""

    def __init__(self, refused: Refused) -> None:
        """Keep the refusal and its facts."""
        super().__init__(dict(refused.facts))
        self.refused = refused


@dataclass(frozen=True)
class Move:
    """One move: to what, by whom, when (UTC), why; how a customer was checked in; whether the punch is waived."""

    to_status: ReservationStatus
    actor: Actor
    at: datetime
    reason: str | None = None
    method: CheckInMethod | None = None
    waives_punch: bool = False


async def move_status(row: ReservationRow, move: Move) -> int | None:
    """Make one legal move with everything that belongs to it. Returns the punches left. Raises IllegalMoveError."""
    verdict = judge_move(row.status, move.to_status)
    if isinstance(verdict, Refused):
        raise IllegalMoveError(verdict)
    await _set_status(row, move)
    await change_seats(row.session_id, seats_changed(row.status, move.to_status))
    remaining = await _move_punches(row, move)
    await record_event(row.id, row.status, move)
    return remaining


async def record_event(reservation_id: int, from_status: ReservationStatus | None, move: Move) -> None:
    """Write one `reservation_event`: from, to, actor, channel, reason, instant."""
    await ReservationEvent.raw(
        "INSERT INTO reservation_event (reservation, from_status, to_status, actor, channel, reason, at)"
        " VALUES ({}, {}, {}, {}, {}, {}, {})",
        reservation_id,
        from_status,
        move.to_status,
        move.actor.label,
        move.actor.channel,
        move.reason,
        move.at,
    )


async def _set_status(row: ReservationRow, move: Move) -> None:
    columns = {"status": move.to_status.value, **_columns_of(move)}
    assignments = ", ".join(f"{name} = {{}}" for name in columns)
    await SessionReservation.raw(
        f"UPDATE session_reservation SET {assignments} WHERE id = {{}}",
        *columns.values(),
        row.id,
    )


def _columns_of(move: Move) -> dict[str, Any]:  # Any: a column's own type
    match move.to_status:
        case ReservationStatus.CHECKED_IN:
            return {"checked_in_at": move.at, "no_show_detected_at": None, **_arrival(move)}
        case ReservationStatus.PENDING:
            return {"checked_in_at": None, **_NO_ARRIVAL, "auto_cancelled_at": None}
        case ReservationStatus.ATTENDED:
            return {"attended_at": move.at, "no_show_detected_at": None, "auto_cancelled_at": None}
        case ReservationStatus.NO_SHOW:
            return {"no_show_detected_at": move.at, "checked_in_at": None, "attended_at": None, **_NO_ARRIVAL}
        case ReservationStatus.CANCELLED:
            return {"cancelled_at": move.at}
        case ReservationStatus.AUTO_CANCELLED:
            return {"auto_cancelled_at": move.at}


_NO_ARRIVAL = {
    "checked_in_by": None,
    "checked_in_staff": None,
    "checked_in_kiosk_id": None,
    "check_in_method": None,
}


def _arrival(move: Move) -> dict[str, Any]:
    """R24: who checked in, on which kiosk, by which method."""
    by = CheckedInBy.STAFF if move.actor.is_staff else CheckedInBy.CUSTOMER
    return {
        "checked_in_by": by.value,
        "checked_in_staff": move.actor.staff_id,
        "checked_in_kiosk_id": move.actor.kiosk_id,
        "check_in_method": move.method.value if move.method else None,
    }


async def _move_punches(row: ReservationRow, move: Move) -> int | None:
    remaining = row.terms.sessions_remaining
    if remaining is None or not counts_punches(row.terms.pass_type):
        return None
    terms = PunchTerms(waived=move.waives_punch, no_show_deducts=row.settings.no_show_deducts)
    for change in changes_for_move(move.to_status, row.live, remaining, terms):
        remaining = await append_punch(row.registration_id, row.id, change, move.actor, move.reason, move.at)
    return remaining
