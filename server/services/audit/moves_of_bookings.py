"""When bookings were moved to where they are, as it was written down (R20)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from server.rules.vocabulary import AuditAction
from server.tables.desk import AuditEntry
from server.tables.sql_lists import placeholders


class _Facts(msgspec.Struct, rename="camel"):
    old_session_id: int
    session_id: int


@dataclass(frozen=True)
class BookingMove:
    """A reservation was moved at an instant (UTC); to another part of the same makeup session it stays in its class."""

    reservation_id: int
    at: datetime
    changes_class: bool


async def moves_of_bookings(reservation_ids: Collection[int], since: datetime) -> list[BookingMove]:
    """Return the moves of some reservations after an instant (UTC); there has to be one reservation at least."""
    rows: list[dict[str, Any]] = await AuditEntry.raw(
        "SELECT subject_id, facts, at FROM audit_entry"
        f" WHERE at > {{}} AND action = {{}} AND subject_id IN {placeholders(reservation_ids)}",
        since,
        AuditAction.BOOKING_MOVED.value,
        *reservation_ids,
    )
    return [_move(row) for row in rows]


async def in_class_since(reserved: Mapping[int, datetime]) -> Mapping[int, datetime]:
    """Return from when (UTC) each reservation has been in its class: from when it was reserved, or moved to it later.

    `reserved` says when each was reserved; there has to be one at least.
    """
    since = dict(reserved)
    for move in await moves_of_bookings(reserved, min(reserved.values())):
        if move.changes_class:
            since[move.reservation_id] = max(since[move.reservation_id], move.at)
    return since


def _move(row: dict[str, Any]) -> BookingMove:
    facts = msgspec.json.decode(row["facts"], type=_Facts)
    return BookingMove(row["subject_id"], row["at"], facts.session_id != facts.old_session_id)
