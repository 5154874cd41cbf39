"""Who has a seat in class sessions, held so that nobody checks in or leaves meanwhile."""

from collections.abc import Collection

from server.database.write_transaction import savepoint
from server.rules.vocabulary import SEATED
from server.services.absence.hold_reservations import UnheldSessionsError, try_to_hold_with_seats
from server.services.booking.locks import lock_registrations
from server.services.booking.reservation_row import ReservationRow, rows_of_sessions


class _OthersError(Exception):
    """Somebody has come or gone between the look and the locks: let go, and hold who is there now."""


async def seated_rows_held(session_ids: Collection[int]) -> list[ReservationRow]:
    """Return the seated reservations of sessions, read again once their passes are held (R35).

    Belongs in a transaction that holds the sessions: nobody reserves in them then.
    """
    await lock_registrations({row.registration_id for row in await _seated(session_ids)})
    return await _seated(session_ids)


async def hold_with_seated_rows(session_ids: Collection[int]) -> list[ReservationRow]:
    """Hold sessions, whoever is seated in them, and what undoing their absences can touch; return the seated.

    Belongs in a transaction that holds no session yet. A session that is gone has nobody.
    """
    held: Collection[int] = session_ids
    while True:
        expected = [row.id for row in await _seated(session_ids)]
        try:
            async with savepoint():
                return await _hold(session_ids, expected, held)
        except UnheldSessionsError as more:
            held = more.session_ids
        except _OthersError:
            continue


async def _hold(session_ids: Collection[int], expected: list[int], held: Collection[int]) -> list[ReservationRow]:
    await try_to_hold_with_seats(expected, held)
    rows = await _seated(session_ids)
    if {row.id for row in rows} != set(expected):
        raise _OthersError
    return rows


async def _seated(session_ids: Collection[int]) -> list[ReservationRow]:
    return [row for row in await rows_of_sessions(session_ids) if row.status in SEATED]
