"""The one function that moves reservations' status (§6): seat, punch and event go with it, in one transaction.

Called inside a transaction that holds the registration's lock, and the session's first where a seat changes (R35).
The statements are raw, and the same on both engines, because every check-in runs them; the night moves a hundred
registrations with as many statements as a scan moves one.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
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
from server.services.passes.append_punches import LedgerEntry, append_punches
from server.tables.reservations import ReservationEvent, SessionReservation
from server.tables.sql_lists import insert_rows, placeholders


class IllegalMoveError(Exception):
    """A caller asked for a move that its own rule should have refused; nothing was changed."""

    def __init__(self, refused: Refused) -> None:
        """Keep the refusal and its facts."""
        super().__init__(dict(refused.facts))
        self.refused = refused


@dataclass(frozen=True)
class Move:
    """One move: to what, by whom, when (UTC), why; how a customer was checked in; whether the punch is waived.

    `caused_by` is the id of the NO_SHOW that releases a booking (R34). `arrived_at` is when the customer came, where
    that was before the move: a scan that is uploaded late (R37).
    """

    to_status: ReservationStatus
    actor: Actor
    at: datetime
    reason: str | None = None
    method: CheckInMethod | None = None
    waives_punch: bool = False
    caused_by: int | None = None
    arrived_at: datetime | None = None


StatusMove = tuple[ReservationRow, Move]
"""A reservation as it stands, and the move that it makes."""


async def move_status(row: ReservationRow, move: Move) -> int | None:
    """Make one legal move with everything that belongs to it. Returns the punches left. Raises IllegalMoveError."""
    return (await move_all([(row, move)]))[row.registration_id]


async def move_all(moves: Sequence[StatusMove]) -> Mapping[int, int | None]:
    """Make many moves, of one registration or of many, with as few statements as one.

    The rows were read in this transaction. Returns the punches left on each registration, None on one without punches.
    Raises IllegalMoveError before anything is written, and what seats and punches raise.
    """
    for row, move in moves:
        verdict = judge_move(row.status, move.to_status)
        if isinstance(verdict, Refused):
            raise IllegalMoveError(verdict)
    await _set_status(moves)
    await _move_seats(moves)
    remaining = await _move_punches(moves)
    await record_events([(row.id, row.status, move) for row, move in moves])
    return remaining


async def record_events(events: Sequence[tuple[int, ReservationStatus | None, Move]]) -> None:
    """Write a `reservation_event` for each reservation: from, to, actor, channel, reason, instant."""
    values = [
        (reservation_id, from_status, move.to_status, move.actor.label, move.actor.channel, move.reason, move.at)
        for reservation_id, from_status, move in events
    ]
    await insert_rows(ReservationEvent, "reservation, from_status, to_status, actor, channel, reason, at", values)


def columns_of(move: Move) -> dict[str, Any]:  # Any: a column's own type
    """Return what a reservation's row says once the move is made, beside where it stands."""
    match move.to_status:
        case ReservationStatus.CHECKED_IN:
            return {"checked_in_at": move.arrived_at or move.at, **_NO_ABSENCE, **_arrival(move)}
        case ReservationStatus.PENDING:
            return {"checked_in_at": None, **_NO_ARRIVAL, "auto_cancelled_at": None}
        case ReservationStatus.ATTENDED:
            return {"attended_at": move.at, **_NO_ABSENCE, "auto_cancelled_at": None, **_earlier_arrival(move)}
        case ReservationStatus.NO_SHOW:
            return {"no_show_detected_at": move.at, "checked_in_at": None, "attended_at": None, **_NO_ARRIVAL}
        case ReservationStatus.CANCELLED:
            return {"cancelled_at": move.at}
        case ReservationStatus.AUTO_CANCELLED:
            return {"auto_cancelled_at": move.at}


async def _set_status(moves: Sequence[StatusMove]) -> None:
    """One statement for all rows that get the same columns; what caused it, each row is told by its id."""
    alike: defaultdict[tuple[tuple[str, Any], ...], dict[int, int | None]] = defaultdict(dict)
    for row, move in moves:
        alike[("status", move.to_status.value), *columns_of(move).items()][row.id] = move.caused_by
    for columns, causes in alike.items():
        cause, named = _cause(causes)
        assignments = ", ".join(f"{name} = {{}}" for name, _ in columns)
        await SessionReservation.raw(
            f"UPDATE session_reservation SET {assignments}{cause} WHERE id IN {placeholders(causes)}",
            *(value for _, value in columns),
            *named,
            *causes,
        )


def _cause(causes: Mapping[int, int | None]) -> tuple[str, list[int]]:
    """Return the assignment of `auto_cancelled_by`, which differs from row to row, and its values; or nothing."""
    named = [(reservation_id, cause) for reservation_id, cause in causes.items() if cause is not None]
    if not named:
        return "", []
    arms = " WHEN {} THEN CAST({} AS INTEGER)" * len(named)
    return f", auto_cancelled_by = CASE id{arms} END", [value for pair in named for value in pair]


_NO_ABSENCE = {"no_show_detected_at": None, "absence_acted_at": None}
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


def _earlier_arrival(move: Move) -> dict[str, Any]:
    """R37: who is confirmed by a late scan was checked in by it; a confirmation alone leaves the arrival as it is."""
    return {} if move.arrived_at is None else {"checked_in_at": move.arrived_at, **_arrival(move)}


async def _move_seats(moves: Sequence[StatusMove]) -> None:
    changes: Counter[int] = Counter()
    for row, move in moves:
        changes[row.session_id] += seats_changed(row.status, move.to_status)
    await change_seats(changes)


async def _move_punches(moves: Sequence[StatusMove]) -> dict[int, int | None]:
    remaining = {row.registration_id: _counted_punches(row) for row, _ in moves}
    entries: list[LedgerEntry] = []
    for row, move in moves:
        left = remaining[row.registration_id]
        if left is None:
            continue
        terms = PunchTerms(waived=move.waives_punch, no_show_deducts=row.settings.no_show_deducts)
        for change in changes_for_move(move.to_status, row.live, left, terms):
            entries.append(LedgerEntry(row.registration_id, row.id, change, move.actor, move.reason, move.at))
            left += change.delta
        remaining[row.registration_id] = left
    return {**remaining, **await append_punches(entries)}


def _counted_punches(row: ReservationRow) -> int | None:
    return row.terms.sessions_remaining if counts_punches(row.terms.pass_type) else None
