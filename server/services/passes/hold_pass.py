"""Hold a sold pass together with the sessions of what it has booked, whose seats may be freed (R35)."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from server.database.write_transaction import savepoint
from server.rules.passes import PassTerms
from server.services.actor import Actor
from server.services.booking.booking_facts import terms_of
from server.services.booking.locks import lock_registration, lock_sessions
from server.services.booking.reservation_row import ReservationRow, rows_where
from server.services.outcomes import NotFoundError
from server.services.studio_facts import settings_from, zone_of
from server.tables.passes import ClassRegistration


@dataclass(frozen=True)
class HeldPass:
    """A pass as it stands under its lock, and its PENDING reservations, by their start."""

    id: int
    studio_id: int
    zone: ZoneInfo
    offline_max_hours: int
    terms: PassTerms
    pending: tuple[ReservationRow, ...]


class _NewBookingError(Exception):
    """A session was booked between the look and the locks: let go, and hold it too."""


async def hold_pass(registration_id: int, actor: Actor) -> HeldPass:
    """Hold a pass of a studio that the actor serves, after the sessions of its PENDING reservations.

    Belongs inside the caller's transaction, which holds nothing yet. Raises NotFoundError.
    """
    while True:
        expected = frozenset(row.session_id for row in await _pending(registration_id))
        try:
            async with savepoint():
                return await _hold(registration_id, actor, expected)
        except _NewBookingError:
            continue


async def _hold(registration_id: int, actor: Actor, session_ids: frozenset[int]) -> HeldPass:
    await lock_sessions(session_ids)
    await lock_registration(registration_id)
    pending = tuple(await _pending(registration_id))
    if not {row.session_id for row in pending} <= session_ids:
        raise _NewBookingError
    return await _read(registration_id, actor, pending)


async def _pending(registration_id: int) -> list[ReservationRow]:
    return await rows_where(
        "WHERE r.registration = {} AND r.status = 'PENDING' ORDER BY s.starts_at, r.id", registration_id
    )


async def _read(registration_id: int, actor: Actor, pending: tuple[ReservationRow, ...]) -> HeldPass:
    """The courses play no part in what an admin does to a pass."""
    rows = await ClassRegistration.raw(
        "SELECT g.*, o.timezone, o.settings FROM class_registration g JOIN studio o ON o.id = g.studio WHERE g.id = {}",
        registration_id,
    )
    row = rows[0]
    if not actor.serves(row["studio"]):
        raise NotFoundError("class registration")
    return HeldPass(
        id=registration_id,
        studio_id=row["studio"],
        zone=zone_of(row["timezone"]),
        offline_max_hours=settings_from(row["settings"]).offline_max_hours,
        terms=terms_of(row, frozenset()),
        pending=pending,
    )
