"""Append to the punch ledger: the one place that counts `sessions_remaining`, which stays its sum (R9).

Only an import writes rows beside it: opening balances, with their count, and rows that add up to nothing.

The statements are raw, and the same on both engines, because every check-in runs them: two for a consumption. A night
appends for a hundred passes at once with no more statements than that.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.rules.punches import PunchChange
from server.rules.vocabulary import PunchKind, Refusal
from server.rules.words import WORDS
from server.services.actor import Actor
from server.services.outcomes import ConflictError
from server.tables.passes import ClassRegistration, PunchEntry
from server.tables.sql_lists import CONSUMING_KINDS, insert_rows, placeholders


@dataclass(frozen=True)
class LedgerEntry:
    """One row to append to a registration's ledger, for a reservation of it or for none. `at` is UTC."""

    registration_id: int
    reservation_id: int | None
    change: PunchChange
    actor: Actor
    reason: str | None
    at: datetime


async def append_punch(entry: LedgerEntry) -> int:
    """Append one row and return the registration's punches after it. Raises as `append_punches` does."""
    return (await append_punches([entry]))[entry.registration_id]


async def append_punches(entries: Sequence[LedgerEntry]) -> Mapping[int, int]:
    """Append rows and return each registration's punches after them; belongs inside the caller's transaction.

    The counts move first: on PostgreSQL that keeps others away from these ledgers until the transaction ends. Raises
    ConflictError `no_punches_left` where a count would fall below 0, and `nothing_to_return` for a reversal where no
    live consumption is left; either way the caller's transaction has to end.
    """
    if not entries:
        return {}
    remaining = await _count(entries)
    reversals = [entry for entry in entries if entry.change.kind is PunchKind.REVERSAL]
    await _end_live_consumptions([entry for entry in reversals if entry.reservation_id is not None])
    values = [
        (e.registration_id, e.reservation_id, e.change.kind.value, e.change.delta, e.reason, e.actor.label, e.at)
        for e in entries
    ]
    await insert_rows(PunchEntry, "registration, reservation_id, kind, delta, reason, actor, at", values)
    return remaining


async def bring_back_expired(registration_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Reverse each EXPIRE of a pass that was not reversed before: it has been extended (R9). The pass is held."""
    ended = await PunchEntry.raw(
        "UPDATE punch_entry SET reversed_at = {} WHERE registration = {} AND kind = 'EXPIRE' AND reversed_at IS NULL"
        " RETURNING delta",
        at,
        registration_id,
    )
    changes = [PunchChange(PunchKind.REVERSAL, -row["delta"]) for row in ended]
    await append_punches([LedgerEntry(registration_id, None, change, actor, reason, at) for change in changes])


async def _count(entries: Sequence[LedgerEntry]) -> dict[int, int]:
    """One statement for all registrations whose count changes by the same number."""
    deltas: Counter[int] = Counter()
    for entry in entries:
        deltas[entry.registration_id] += entry.change.delta
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for registration_id, delta in sorted(deltas.items()):
        alike[delta].append(registration_id)
    remaining: dict[int, int] = {}
    for delta, registration_ids in alike.items():
        remaining |= await _count_alike(registration_ids, delta)
    return remaining


async def _count_alike(registration_ids: Collection[int], delta: int) -> dict[int, int]:
    rows = await ClassRegistration.raw(
        f"UPDATE class_registration SET sessions_remaining = sessions_remaining + {{}}"
        f" WHERE id IN {placeholders(registration_ids)} AND sessions_remaining + {{}} >= 0"
        f" RETURNING id, sessions_remaining",
        delta,
        *registration_ids,
        delta,
    )
    if len(rows) < len(registration_ids):
        raise ConflictError(Refusal.NO_PUNCHES_LEFT, WORDS[Refusal.NO_PUNCHES_LEFT].staff)
    return {row["id"]: row["sessions_remaining"] for row in rows}


async def _end_live_consumptions(reversals: Sequence[LedgerEntry]) -> None:
    """A reservation has at most one (R9); the row itself stays, only marked as taken back."""
    if not reversals:
        return
    ended = await PunchEntry.raw(
        f"UPDATE punch_entry SET reversed_at = {{}} WHERE reservation_id IN {placeholders(reversals)}"
        f" AND kind IN {CONSUMING_KINDS} AND reversed_at IS NULL RETURNING id",
        reversals[0].at,
        *(entry.reservation_id for entry in reversals),
    )
    if len(ended) < len(reversals):
        raise ConflictError("nothing_to_return", "This reservation holds no punch that could be returned.")
