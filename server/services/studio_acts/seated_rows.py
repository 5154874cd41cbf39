"""Who has a seat in a class session, held so that nobody checks in or leaves meanwhile."""

from server.database.write_transaction import savepoint
from server.rules.vocabulary import SEATED
from server.services.absence.hold_reservations import hold_with_seats
from server.services.booking.locks import lock_registrations, lock_session
from server.services.booking.reservation_row import ReservationRow, rows_of_session


class _OthersError(Exception):
    """Somebody has come or gone between the look and the locks: let go, and hold who is there now."""


async def seated_rows_held(session_id: int) -> list[ReservationRow]:
    """Return a session's seated reservations, read again once their passes are held (R35).

    Belongs in a transaction that holds the session: nobody reserves in it then.
    """
    await lock_registrations({row.registration_id for row in await _seated(session_id)})
    return await _seated(session_id)


async def hold_with_seated_rows(session_id: int) -> list[ReservationRow]:
    """Hold a session, whoever is seated in it, and what undoing their absences can touch; return the seated.

    Belongs in a transaction that holds nothing yet. Raises NotFoundError.
    """
    while True:
        expected = [row.id for row in await _seated(session_id)]
        try:
            async with savepoint():
                return await _hold(session_id, expected)
        except _OthersError:
            continue


async def _hold(session_id: int, expected: list[int]) -> list[ReservationRow]:
    if expected:
        await hold_with_seats(expected)
    else:
        await lock_session(session_id)
    rows = await _seated(session_id)
    if {row.id for row in rows} != set(expected):
        raise _OthersError
    return rows


async def _seated(session_id: int) -> list[ReservationRow]:
    return [row for row in await rows_of_session(session_id) if row.status in SEATED]
