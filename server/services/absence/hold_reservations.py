"""Hold reservations that may leave NO_SHOW, together with all that undoing their absences can touch (R35, §6).

What an absence has released takes its seats back when it is undone, so those sessions are locked before the
registration. Which they are is known before the locks only by a look: where the night acts between the look and the
locks, all is let go and held anew.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from server.database.write_transaction import savepoint
from server.services.booking.locks import lock_registrations, lock_sessions
from server.services.booking.reservation_row import ReservationRow, rows_where
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import placeholders

Held = Mapping[int, ReservationRow]
"""Reservations as they stand under the locks, by their ids."""


class UnheldSessionsError(Exception):
    """A booking has just been released in, or moved to, a session that is not held: let go, and hold these too."""

    def __init__(self, session_ids: frozenset[int]) -> None:
        """Keep which sessions are to be held."""
        super().__init__(sorted(session_ids))
        self.session_ids = session_ids


@dataclass(frozen=True)
class _Look:
    """What is to be locked for some reservations: their sessions, their passes, the sessions of what they caused."""

    own: frozenset[int]
    registrations: frozenset[int]
    caused: frozenset[int]


async def hold_reservations(reservation_ids: Collection[int]) -> Held:
    """Hold reservations whose seats stay as they are: their passes, and the sessions of what their absences released.

    Belongs inside the caller's transaction, which holds nothing yet. Ids that are nobody's are left out.
    """
    look = await _look(reservation_ids)
    return await _hold_at_last(reservation_ids, look, look.caused, _nothing_more)


async def hold_with_seats(reservation_ids: Collection[int]) -> Held:
    """Hold reservations whose own seats may be taken or freed, their own sessions too; else as `hold_reservations`."""
    look = await _look(reservation_ids)
    return await _hold_at_last(reservation_ids, look, look.caused | look.own, _own_sessions)


async def try_to_hold_with_seats(reservation_ids: Collection[int], session_ids: Collection[int]) -> Held:
    """Hold the same, and sessions besides, in the caller's own savepoint.

    A savepoint inside another would not do: PostgreSQL lets whoever waits for a lock of the inner one wait for all the
    transaction, also where the outer one has let the lock go. Raises UnheldSessionsError: let go, and hold these too.
    """
    look = await _look(reservation_ids)
    return await _hold(reservation_ids, look, look.caused | look.own | frozenset(session_ids), _own_sessions)


async def read_held(reservation_ids: Collection[int]) -> Held:
    """Return how reservations that are held stand now."""
    if not reservation_ids:
        return {}
    rows = await rows_where(f"WHERE r.id IN {placeholders(reservation_ids)}", *reservation_ids)
    return {row.id: row for row in rows}


async def refuse_unheld(no_shows: Collection[ReservationRow], held: Collection[int]) -> None:
    """Raise UnheldSessionsError where absences that have acted released bookings of sessions that are not held.

    To be asked under the locks of their passes, where nothing more can be released. Costs nothing where none has acted.
    """
    acted = [row.id for row in no_shows if row.absence_acted_at is not None]
    if acted:
        caused = await _caused(acted)
        if not caused <= set(held):
            raise UnheldSessionsError(caused | frozenset(held))


async def _look(reservation_ids: Collection[int]) -> _Look:
    if not reservation_ids:
        return _Look(frozenset(), frozenset(), frozenset())
    own = await SessionReservation.raw(
        f"SELECT session, registration FROM session_reservation WHERE id IN {placeholders(reservation_ids)}",
        *reservation_ids,
    )
    sessions, registrations = (frozenset(row[name] for row in own) for name in ("session", "registration"))
    return _Look(sessions, registrations, await _caused(reservation_ids))


async def _caused(reservation_ids: Collection[int]) -> frozenset[int]:
    rows = await SessionReservation.raw(
        "SELECT session FROM session_reservation WHERE status = 'AUTO_CANCELLED'"
        f" AND auto_cancelled_by IN {placeholders(reservation_ids)}",
        *reservation_ids,
    )
    return frozenset(row["session"] for row in rows)


Needed = Callable[[Held], frozenset[int]]
"""Which sessions have to be held for reservations as they stand under the locks: one may have been moved (R20)."""


def _own_sessions(held: Held) -> frozenset[int]:
    return frozenset(row.session_id for row in held.values())


def _nothing_more(_: Held) -> frozenset[int]:
    return frozenset()


async def _hold_at_last(
    reservation_ids: Collection[int], look: _Look, session_ids: frozenset[int], needed: Needed
) -> Held:
    while True:
        try:
            async with savepoint():
                return await _hold(reservation_ids, look, session_ids, needed)
        except UnheldSessionsError as more:
            session_ids = more.session_ids


async def _hold(reservation_ids: Collection[int], look: _Look, session_ids: frozenset[int], needed: Needed) -> Held:
    await lock_sessions(session_ids)
    await lock_registrations(look.registrations)
    held = await read_held(reservation_ids)
    await refuse_unheld(held.values(), session_ids)
    if not needed(held) <= session_ids:
        raise UnheldSessionsError(needed(held) | session_ids)
    return held
