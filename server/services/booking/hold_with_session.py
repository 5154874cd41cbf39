"""Hold one reservation with its session, which it may leave at any moment: it is looked for again under the locks.

Which session to lock before the pass (R35) is known only by a look. Where the reservation is moved between the look and
the locks (R20), all is let go and held anew.
"""

from server.database.write_transaction import savepoint
from server.services.booking.locks import lock_registration, lock_sessions
from server.services.booking.reservation_row import ReservationRow, find_by_id


class _MovedError(Exception):
    """The reservation has another session than the one that is held."""

    def __init__(self, row: ReservationRow) -> None:
        super().__init__(row.id)
        self.row = row


async def hold_with_session(row: ReservationRow, *others: int) -> ReservationRow:
    """Hold a reservation's session, other sessions by their ids, and its pass; return it as it stands then.

    Belongs inside the caller's transaction, which holds nothing yet. Another session that does not exist is not held.
    """
    while True:
        try:
            async with savepoint():
                return await _hold(row, others)
        except _MovedError as moved:
            row = moved.row


async def _hold(row: ReservationRow, others: tuple[int, ...]) -> ReservationRow:
    await lock_sessions({row.session_id, *others})
    await lock_registration(row.registration_id)
    held = await find_by_id(row.id)
    if held.session_id != row.session_id:
        raise _MovedError(held)
    return held
