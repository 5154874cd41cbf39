"""Append to the punch ledger: the one place that does, and that keeps `sessions_remaining` its sum (R9).

The statements are raw, and the same on both engines, because every check-in runs them: two for a consumption.
"""

from datetime import datetime

from server.rules.punches import PunchChange
from server.rules.vocabulary import PunchKind, Refusal
from server.rules.words import WORDS
from server.services.actor import Actor
from server.services.outcomes import ConflictError
from server.tables.passes import ClassRegistration, PunchEntry
from server.tables.sql_lists import CONSUMING_KINDS

_INSERT = """
INSERT INTO punch_entry (registration, reservation_id, kind, delta, reason, actor, at)
VALUES ({}, {}, {}, {}, {}, {}, {})
"""
_END_LIVE = (
    "UPDATE punch_entry SET reversed_at = {} WHERE reservation_id = {} AND kind IN "
    + CONSUMING_KINDS
    + " AND reversed_at IS NULL RETURNING id"
)


async def append_punch(
    registration_id: int,
    reservation_id: int | None,
    change: PunchChange,
    actor: Actor,
    reason: str | None,
    now: datetime,
) -> int:
    """Append one row and return the registration's punches after it; belongs inside the caller's transaction.

    The count moves first: on PostgreSQL that keeps others away from this ledger until the transaction ends. `now` is
    UTC. Raises ConflictError `no_punches_left` where the count would fall below 0, and `nothing_to_return` for a
    reversal where no live consumption is left; either way the caller's transaction has to end.
    """
    remaining = await _count(registration_id, change.delta)
    if change.kind is PunchKind.REVERSAL:
        await _end_live_consumption(reservation_id, now)
    values = (registration_id, reservation_id, change.kind.value, change.delta, reason, actor.label, now)
    await PunchEntry.raw(_INSERT, *values)
    return remaining


async def _count(registration_id: int, delta: int) -> int:
    rows = await ClassRegistration.raw(
        "UPDATE class_registration SET sessions_remaining = sessions_remaining + {}"
        " WHERE id = {} AND sessions_remaining + {} >= 0 RETURNING sessions_remaining",
        delta,
        registration_id,
        delta,
    )
    if not rows:
        raise ConflictError(Refusal.NO_PUNCHES_LEFT, WORDS[Refusal.NO_PUNCHES_LEFT].staff)
    return int(rows[0]["sessions_remaining"])


async def _end_live_consumption(reservation_id: int | None, now: datetime) -> None:
    """A reservation has at most one (R9); the row itself stays, only marked as taken back."""
    ended = await PunchEntry.raw(_END_LIVE, now, reservation_id)
    if not ended:
        raise ConflictError("nothing_to_return", "This reservation holds no punch that could be returned.")
