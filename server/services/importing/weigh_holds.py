"""Passes whose bookings to come hold more punches than are left (R10): they stay booked, and people are told."""

from typing import Any

from server.rules.punches import available_punches
from server.rules.vocabulary import ImportKind
from server.services.foreign_ids import foreign_ids
from server.services.importing.lookups import read_passes
from server.services.importing.run import Run
from server.tables.reservations import SessionReservation


async def weigh_holds(run: Run) -> list[str]:
    """Return a warning for each such pass of the studio. At the door `no_punches_left` would be the answer (R27)."""
    rows: list[dict[str, Any]] = await SessionReservation.raw(
        "SELECT g.id, g.sessions_remaining, COUNT(*) AS held FROM session_reservation r"
        " JOIN class_registration g ON g.id = r.registration"
        " WHERE g.studio = {} AND r.status = 'PENDING' AND g.sessions_remaining IS NOT NULL"
        " GROUP BY g.id, g.sessions_remaining ORDER BY g.id",
        run.studio_id,
    )
    held = {row["id"]: (row["sessions_remaining"], row["held"]) for row in rows}
    held |= await _planned(held, run)
    short = {key: counts for key, counts in held.items() if available_punches(*counts) < 0}
    names = await _names(list(short), run)
    return [
        f"pass {names[key]!r} has {remaining} punches left and {count} bookings to come: sell a pass, or adjust it"
        for key, (remaining, count) in short.items()
    ]


async def _planned(held: dict[int, tuple[int, int]], run: Run) -> dict[int, tuple[int, int]]:
    if run.plans is None:
        return {}
    facts = await read_passes(set(run.plans.pending), run)
    return {
        key: (facts[key].sessions_remaining or 0, count + held.get(key, (0, 0))[1])
        for key, count in run.plans.pending.items()
        if facts[key].sessions_remaining is not None
    }


async def _names(ids: list[int], run: Run) -> dict[int, str]:
    planned = run.plans.imported[ImportKind.REGISTRATION] if run.plans is not None else {}
    real = await foreign_ids(ImportKind.REGISTRATION, [key for key in ids if key > 0], run.studio_id, run.own_mark)
    return real | {each.own_id: name for name, each in planned.items() if each.own_id in ids and each.own_id < 0}
