"""Who has a seat in a class session, held so that nobody checks in or leaves meanwhile."""

from server.rules.vocabulary import SEATED
from server.services.booking.locks import lock_registrations
from server.services.booking.reservation_row import ReservationRow, rows_of_session


async def seated_rows_held(session_id: int) -> list[ReservationRow]:
    """Return a session's seated reservations, read again once their passes are held (R35).

    Belongs in a transaction that holds the session: nobody reserves in it then.
    """
    await lock_registrations({row.registration_id for row in await _seated(session_id)})
    return await _seated(session_id)


async def _seated(session_id: int) -> list[ReservationRow]:
    return [row for row in await rows_of_session(session_id) if row.status in SEATED]
