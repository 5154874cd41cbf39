"""Lists as raw statements need them: the rules' closed ones, built once, and the values of many rows."""

from collections.abc import Container, Sequence, Sized
from enum import StrEnum
from typing import Final

from piccolo.table import Table

from server.rules.vocabulary import CONSUMPTIONS, OPEN, SEATED, PunchKind, ReservationStatus


def sql_list(kind: type[StrEnum], members: Container[StrEnum]) -> str:
    """Return members of an enum as SQL's `('A', 'B')`, in the enum's own order.

    SQLite takes a partial index only where the statement lists the same words in the same order.
    """
    return "(" + ", ".join(f"'{member.value}'" for member in kind if member in members) + ")"


ROWS_A_STATEMENT: Final = 500
"""With ten values a row well below the 32766 that SQLite takes in one statement, and PostgreSQL's 32767."""

CONSUMING_KINDS: Final = sql_list(PunchKind, CONSUMPTIONS)
OPEN_STATUSES: Final = sql_list(ReservationStatus, OPEN)
SEATED_STATUSES: Final = sql_list(ReservationStatus, SEATED)


def placeholders(values: Sized) -> str:
    """Return the `({}, {})` of a raw statement's IN for as many values; there has to be one at least."""
    return "(" + ", ".join(["{}"] * len(values)) + ")"


def rows_of_placeholders(rows: Sequence[Sized]) -> str:
    """Return the `({}, {}), ({}, {})` of a raw INSERT's VALUES for rows of one length."""
    return ", ".join([placeholders(rows[0])] * len(rows))


async def insert_rows(
    table: type[Table], columns: str, rows: Sequence[tuple[object, ...]], on_conflict: str = ""
) -> None:
    """Insert rows by raw statements of some hundred rows each; `columns` names their values, with commas.

    `on_conflict` is the statement's end, such as ` ON CONFLICT (dedupe_key) DO NOTHING`.
    """
    name = table._meta.tablename
    for begin in range(0, len(rows), ROWS_A_STATEMENT):
        chunk = rows[begin : begin + ROWS_A_STATEMENT]
        await table.raw(
            f"INSERT INTO {name} ({columns}) VALUES {rows_of_placeholders(chunk)}{on_conflict}",  # noqa: S608 - our own names
            *(value for row in chunk for value in row),
        )
