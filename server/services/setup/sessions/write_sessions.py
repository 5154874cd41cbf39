"""Write columns of many sessions that differ from row to row, some hundred with each statement."""

from collections.abc import Sequence
from typing import Any, Final

from server.tables.courses import ClassSession
from server.tables.sql_lists import insert_rows

_KEPT: Final = ("id", "course", "is_makeup", "seats_taken")
_WRITTEN: Final = (
    "starts_at",
    "ends_at",
    "capacity",
    "room",
    "instructor",
    "reminded_at",
    "timetable",
    "planned_date",
)
_COLUMNS: Final = ", ".join((*_KEPT, *_WRITTEN))
_ON_CONFLICT: Final = " ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in _WRITTEN)


async def write_sessions(changes: Sequence[tuple[ClassSession, dict[str, Any]]]) -> None:
    """Write each session's new columns; they are held, and read in this transaction.

    As rows of an INSERT that all conflict: an UPDATE from a list of values would need the engines' own words for types.
    """
    rows = [tuple(values.get(name, getattr(row, name)) for name in (*_KEPT, *_WRITTEN)) for row, values in changes]
    await insert_rows(ClassSession, _COLUMNS, rows, _ON_CONFLICT)
