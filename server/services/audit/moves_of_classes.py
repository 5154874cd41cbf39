"""From where the studio has moved its classes, as it was written down (R38)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from server.rules.vocabulary import AuditAction
from server.tables.desk import AuditEntry
from server.tables.sql_lists import placeholders


class _Facts(msgspec.Struct, rename="camel"):
    old_starts_at: datetime


@dataclass(frozen=True)
class PastMove:
    """A class was moved away from an instant, at another one (UTC)."""

    session_id: int
    old_starts_at: datetime
    at: datetime


async def moves_of_classes(session_ids: Collection[int], since: datetime) -> list[PastMove]:
    """Return the moves of some sessions since an instant (UTC); there has to be one session at least."""
    rows: list[dict[str, Any]] = await AuditEntry.raw(
        "SELECT subject_id, facts, at FROM audit_entry"
        f" WHERE at >= {{}} AND action = {{}} AND subject_id IN {placeholders(session_ids)}",
        since,
        AuditAction.CLASS_MOVED.value,
        *session_ids,
    )
    return [
        PastMove(row["subject_id"], msgspec.json.decode(row["facts"], type=_Facts).old_starts_at, row["at"])
        for row in rows
    ]
