"""What every noun of the set-up does with its rows: find, hold, refer to, change, archive."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from piccolo.table import Table

from server.contract.setup import Removal
from server.database.write_transaction import locked
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.setup.forget_imported import forget_gone

Row = TypeVar("Row", bound=Table)


async def find(table: type[Row], row_id: int) -> Row:
    """Return a row, archived ones too. Raises NotFoundError."""
    row = await table.objects().get(table._meta.primary_key == row_id)
    if row is None:
        raise NotFoundError(_noun(table))
    return row


async def hold(table: type[Row], row_id: int) -> Row:
    """Return a row that nobody else changes until the transaction ends. Raises NotFoundError."""
    key = table._meta.primary_key
    await locked(table.select(key).where(key == row_id))
    return await find(table, row_id)


async def refer(table: type[Row], row_id: int, field: str) -> Row:
    """Return the living row that a body's field names. Raises InvalidFieldError where there is none."""
    row = await table.objects().get(table._meta.primary_key == row_id)
    if row is None or getattr(row, "archived_at", None) is not None:
        raise InvalidFieldError(field, f"there is no such {_noun(table)}")
    return row


async def refer_held(table: type[Row], row_id: int, field: str) -> Row:
    """Return the same for a row that nobody else changes until the transaction ends."""
    key = table._meta.primary_key
    await locked(table.select(key).where(key == row_id))
    return await refer(table, row_id, field)


async def change(row: Row, values: Mapping[str, Any]) -> Row:  # Any: a column's own type
    """Write columns by their names and return the row as it then stands; no columns, nothing written."""
    table, key = type(row), row._meta.primary_key
    row_id = getattr(row, key._meta.name)
    if values:
        await table.update(**values).where(key == row_id)
    return await find(table, row_id)


async def archive(row: Table, now: datetime, column: str = "archived_at") -> Removal:
    """Put a row that has a history away by the instant (UTC) in a column; one that is away already keeps its first."""
    if getattr(row, column) is None:
        await change(row, {column: now})
    return Removal(id=getattr(row, row._meta.primary_key._meta.name), archived=True)


async def delete(row: Table) -> Removal:
    """Delete a row that has no history; what went with it was deleted before."""
    key = row._meta.primary_key
    row_id = getattr(row, key._meta.name)
    await type(row).delete().where(key == row_id)
    await forget_gone()
    return Removal(id=row_id, archived=False)


def _noun(table: type[Table]) -> str:
    """The tables are named by the words of `rules.md` §1."""
    return table._meta.tablename.replace("_", " ")
