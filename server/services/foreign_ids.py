"""By which ids a studio's rows go in files: the ones with which they came, or the studio's own, marked as such."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from server.rules.vocabulary import ImportKind
from server.tables.imports import ImportedRow
from server.tables.sql_lists import placeholders


def own_mark(studio_id: int, created_at: datetime) -> str:
    """Return what the ids of a studio's own rows begin with in its files: no other studio's do."""
    seed = f"{studio_id}:{created_at.timestamp()}"
    return f"here-{hashlib.sha256(seed.encode()).hexdigest()[:8]}-"


async def foreign_ids(kind: ImportKind, ids: Collection[int], studio_id: int, mark: str) -> dict[int, str]:
    """Return the id in files of each row; of one that has come under several, the first."""
    names = {own_id: f"{mark}{own_id}" for own_id in ids}
    if names:
        rows: list[dict[str, Any]] = await ImportedRow.raw(
            f"SELECT own_id, foreign_id FROM imported_row WHERE kind = {{}} AND own_id IN {placeholders(names)}"
            " AND studio = {} ORDER BY id DESC",
            kind.value,
            *names,
            studio_id,
        )
        names |= {row["own_id"]: row["foreign_id"] for row in rows}
    return names
