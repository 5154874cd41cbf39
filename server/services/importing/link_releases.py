"""Name the absence that has released a reservation, once all reservations are there (R34)."""

from collections.abc import Sequence
from typing import Any

from server.database.write_transaction import write_transaction
from server.rules.vocabulary import ImportKind
from server.services.booking.locks import lock_registrations
from server.services.importing.lookups import own_ids
from server.services.importing.run import Release, Run
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import ROWS_A_STATEMENT, placeholders


async def link_releases(run: Run) -> list[str]:
    """Return a warning for each that names no reservation of its own pass; it stays released, without a cause."""
    warnings: list[str] = []
    for begin in range(0, len(run.releases), ROWS_A_STATEMENT):
        releases = run.releases[begin : begin + ROWS_A_STATEMENT]
        causes = await own_ids(ImportKind.RESERVATION, {each.cause for each in releases}, run)
        named = [(each, causes[each.cause]) for each in releases if each.cause in causes]
        linked = {each.line for each, _ in named} if run.plans is not None else await _link(named)
        warnings += [
            f"line {each.line}, column auto_cancelled_by: its pass has no reservation {each.cause!r}; left empty"
            for each in releases
            if each.line not in linked
        ]
    return warnings


async def _link(named: Sequence[tuple[Release, int]]) -> set[int]:
    """Return the lines of those whose cause is on the same pass; what is linked already stays as it is."""
    async with write_transaction():
        passes = await _passes_of({own_id for each, cause in named for own_id in (each.own_id, cause)})
        await lock_registrations(set(passes.values()))
        fit = [(each, cause) for each, cause in named if passes[each.own_id] == passes[cause] and each.own_id != cause]
        if fit:
            arms = " WHEN {} THEN CAST({} AS INTEGER)" * len(fit)
            await SessionReservation.raw(
                f"UPDATE session_reservation SET auto_cancelled_by = CASE id{arms} END"
                f" WHERE id IN {placeholders(fit)} AND status = 'AUTO_CANCELLED' AND auto_cancelled_by IS NULL",
                *(value for each, cause in fit for value in (each.own_id, cause)),
                *(each.own_id for each, _ in fit),
            )
    return {each.line for each, _ in fit}


async def _passes_of(reservation_ids: set[int]) -> dict[int, int]:
    if not reservation_ids:
        return {}
    rows: list[dict[str, Any]] = await SessionReservation.raw(
        f"SELECT id, registration FROM session_reservation WHERE id IN {placeholders(reservation_ids)}",
        *reservation_ids,
    )
    return {row["id"]: row["registration"] for row in rows}
