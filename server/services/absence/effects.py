"""What the absences of some registrations do now: decided by the rules, for the night and for its dry run alike."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.rules.absence import Absence, falls
from server.services.booking.reservation_row import ReservationRow, rows_where
from server.tables.reservations import Reinstatement
from server.tables.sql_lists import placeholders

Spared = frozenset[tuple[int, int]]
"""Pairs of a reservation and the NO_SHOW from whose effect an admin has reinstated it (R36)."""


@dataclass(frozen=True)
class Effect:
    """A NO_SHOW that acts, and the bookings of its registration that it releases, by their start."""

    absence: ReservationRow
    released: tuple[ReservationRow, ...]


@dataclass(frozen=True)
class AbsenceFacts:
    """What was read of some registrations: NO_SHOWs that have not acted, PENDING bookings to come, who is spared."""

    no_shows: Sequence[ReservationRow]
    pending: Sequence[ReservationRow]
    spared: Spared

    def effects_at(self, now: datetime) -> list[Effect]:
        """Return what is due at an instant (UTC), the earliest absence first: it releases all that falls (R34)."""
        pending: defaultdict[int, list[ReservationRow]] = defaultdict(list)
        for row in self.pending:
            pending[row.registration_id].append(row)
        effects: list[Effect] = []
        for absence in self.no_shows:
            if absence_of(absence).is_due_at(now):
                released = [row for row in pending[absence.registration_id] if self._falls(row, absence, now)]
                pending[absence.registration_id] = [
                    row for row in pending[absence.registration_id] if row not in released
                ]
                effects.append(Effect(absence, tuple(released)))
        return effects

    def _falls(self, row: ReservationRow, absence: ReservationRow, now: datetime) -> bool:
        return falls(row.status, row.starts_at, now, is_reinstated=(row.id, absence.id) in self.spared)


def absence_of(row: ReservationRow) -> Absence:
    """Return what the rules ask about a NO_SHOW; one that was never settled counts from its class's end."""
    return Absence(row.no_show_detected_at or row.ends_at, row.absence_grace_hours, row.window, row.absence_acted_at)


async def read_facts(
    registration_ids: Collection[int], now: datetime, expected: Sequence[ReservationRow] = ()
) -> AbsenceFacts:
    """Return what stands now; inside a transaction that holds the registrations it stays so. `now` is UTC.

    `expected` are absences of theirs that the sweep is yet to detect.
    """
    listed = placeholders(registration_ids)
    no_shows = await rows_where(
        f"WHERE r.registration IN {listed} AND r.status = 'NO_SHOW' AND r.absence_acted_at IS NULL",
        *registration_ids,
    )
    pending = await rows_where(
        f"WHERE r.registration IN {listed} AND r.status = 'PENDING' AND s.starts_at > {{}} ORDER BY s.starts_at, r.id",
        *registration_ids,
        now,
    )
    absences = sorted([*no_shows, *expected], key=lambda row: (row.starts_at, row.id))
    return AbsenceFacts(absences, pending, await _spared([row.id for row in absences]))


async def _spared(no_show_ids: Collection[int]) -> Spared:
    if not no_show_ids:
        return frozenset()
    rows = await Reinstatement.raw(
        f"SELECT reservation, no_show FROM reinstatement WHERE no_show IN {placeholders(no_show_ids)}", *no_show_ids
    )
    return frozenset((row["reservation"], row["no_show"]) for row in rows)
