"""One run of the import: into which studio, when, and whether it writes at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from piccolo.table import Table

from server.database.bulk_insert import bulk_insert
from server.database.engines import current_engine
from server.database.postgres_engine import StudioPostgresEngine
from server.services.importing.plans import Plans

REASON: Final = "import"
"""What every row of a ledger says that an import has written."""


@dataclass(frozen=True, slots=True)
class Release:
    """A reservation that an absence has released, and the foreign id of that absence, which may come later."""

    line: int
    own_id: int
    cause: str


@dataclass
class Run:
    """The studio, its zone, its own ids' mark, the instant (UTC); `plans` where it is dry, None where it writes.

    `releases` are collected until all reservations are there.
    """

    studio_id: int
    zone: ZoneInfo
    own_mark: str
    now: datetime
    code_key: bytes = field(repr=False)
    plans: Plans | None = None
    releases: list[Release] = field(default_factory=list)

    async def new_ids(self, table: type[Table], count: int) -> list[int]:
        """Return ids for rows to be inserted in this transaction; a dry run's are negative, and never written.

        They are needed before the rows are there: a code is drawn from its reservation's id.
        """
        if self.plans is not None:
            return self.plans.new_ids(count)
        return await _new_ids(table, count) if count else []

    async def insert(self, table: type[Table], columns: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Insert rows in this transaction; a dry run does not."""
        if self.plans is None and rows:
            await bulk_insert(table._meta.tablename, columns, rows)


async def _new_ids(table: type[Table], count: int) -> list[int]:
    """SQLite's transaction is alone, PostgreSQL has a sequence that many may draw from at once."""
    name = table._meta.tablename
    if isinstance(current_engine(), StudioPostgresEngine):
        rows: list[dict[str, Any]] = await table.raw(
            f"SELECT nextval('{name}_id_seq') AS id FROM generate_series(1, {{}})", count
        )
        return sorted(row["id"] for row in rows)
    rows = await table.raw(f"SELECT COALESCE(MAX(id), 0) AS last FROM {name}")
    return list(range(rows[0]["last"] + 1, rows[0]["last"] + 1 + count))
