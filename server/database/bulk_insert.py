"""Insert thousands of rows at the speed of the engine's own way for that, inside the caller's transaction."""

from collections.abc import Sequence

from server.database.engines import current_engine
from server.database.postgres_engine import StudioPostgresEngine
from server.database.sqlite_engine import StudioSQLiteEngine


class NoTransactionError(Exception):
    """Bulk rows outside a transaction: half of them could stay."""


async def bulk_insert(table: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows; `columns` names their values, with commas. Raises NoTransactionError, and as an INSERT does.

    An INSERT with a value list costs ten times as much: most of it in putting the statement together.
    """
    engine = current_engine()
    transaction = engine.current_transaction.get()
    if transaction is None:
        raise NoTransactionError(table)
    names = columns.split(", ")
    if isinstance(engine, StudioPostgresEngine):
        await transaction.connection.copy_records_to_table(table, records=rows, columns=names)
    if isinstance(engine, StudioSQLiteEngine):
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
        await transaction.connection.executemany(statement, rows)
