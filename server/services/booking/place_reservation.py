"""Write new reservations: seat, row with its code, event (§6); one for a booking, all of a course's for its sale (R12).

Called inside a transaction that holds the sessions' locks, then the registration's (R35), and has asked the rules.
What the customer is told, and a walk-in's punch, stay with the caller.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.rules.lifecycle import judge_move
from server.rules.pass_code import derive, hash_of
from server.rules.verdict import Refused
from server.rules.vocabulary import ReservationStatus
from server.services.booking.move_status import IllegalMoveError, Move, columns_of, record_events
from server.services.booking.seats import change_seats
from server.services.context import Context
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import ROWS_A_STATEMENT, rows_of_placeholders


@dataclass(frozen=True, slots=True)
class NewReservation:
    """A reservation to be written: which session, on whose pass, for which part or for none."""

    registration_id: int
    customer_id: int
    session_id: int
    part_id: int | None = None


async def place_reservation(wanted: NewReservation, move: Move, context: Context) -> int:
    """Write one reservation and return its id. Raises as `place_reservations` does."""
    return (await place_reservations([wanted], move, context))[0]


async def place_reservations(wanted: Sequence[NewReservation], move: Move, context: Context) -> list[int]:
    """Write reservations, one at most for a pass and a session, and return their ids in the same order.

    `move` says by whom, when and why they are made, and whether they are PENDING or a walk-in's CHECKED_IN (R31). The
    number of statements is the same for one session and for hundreds. Raises IllegalMoveError for any other status
    before anything is written, and NoSeatError where a session has too few seats: then the transaction has to end.
    """
    verdict = judge_move(None, move.to_status)
    if isinstance(verdict, Refused):
        raise IllegalMoveError(verdict)
    await change_seats(Counter(new.session_id for new in wanted))
    ids = await _insert(wanted, move)
    await _set_codes(list(ids.values()), context)
    placed = [ids[new.registration_id, new.session_id] for new in wanted]
    await record_events([(reservation_id, None, move) for reservation_id in placed])
    return placed


async def _insert(wanted: Sequence[NewReservation], move: Move) -> Mapping[tuple[int, int], int]:
    """Return the new ids by pass and session: databases promise no order of what they return."""
    standing = {"status": move.to_status.value, **columns_of(move)}
    columns = ", ".join(("registration, session, customer, step, is_walk_in, code_generation, reserved_at", *standing))
    is_walk_in = move.to_status is ReservationStatus.CHECKED_IN
    ids: dict[tuple[int, int], int] = {}
    for begin in range(0, len(wanted), ROWS_A_STATEMENT):
        rows = [
            (n.registration_id, n.session_id, n.customer_id, n.part_id, is_walk_in, 0, move.at, *standing.values())
            for n in wanted[begin : begin + ROWS_A_STATEMENT]
        ]
        inserted = await SessionReservation.raw(
            f"INSERT INTO session_reservation ({columns}) VALUES {rows_of_placeholders(rows)}"
            " RETURNING id, registration, session",
            *(value for row in rows for value in row),
        )
        ids |= {(row["registration"], row["session"]): row["id"] for row in inserted}
    return ids


async def _set_codes(ids: Sequence[int], context: Context) -> None:
    """The code is drawn from the row's id, so its hash comes second."""
    for begin in range(0, len(ids), ROWS_A_STATEMENT):
        chunk = ids[begin : begin + ROWS_A_STATEMENT]
        hashes = {each: hash_of(derive(context.keys.pass_code, each, 0)) for each in chunk}
        rows = ", ".join(["(CAST({} AS INTEGER), {})"] * len(hashes))
        await SessionReservation.raw(
            "UPDATE session_reservation SET code_hash = code.column2"
            f" FROM (VALUES {rows}) AS code WHERE session_reservation.id = code.column1",
            *(value for pair in hashes.items() for value in pair),
        )
