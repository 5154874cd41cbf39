"""Answers as CSV for spreadsheets: RFC 4180, in UTF-8 with the byte order mark by which Excel knows it.

A spreadsheet takes a cell that begins like a formula for one, whoever typed it; such texts get an apostrophe in front,
which spreadsheets show as the text alone or as one letter more (R44).
"""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from litestar.response import Stream

from server.contract.base import Shape
from server.rules.spreadsheet import FORMULA_STARTS

CSV: Final = "text/csv"  # Litestar adds the charset

_MARK: Final = "\ufeff"


def csv_answer(name: str, shape: type[Shape], parts: AsyncIterator[Sequence[Shape]]) -> Stream:
    """Return the answer that sends a file as it is read, part by part; its first line has the names of the wire."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Stream(_file(shape, parts), media_type=CSV, headers=headers)


async def _file(shape: type[Shape], parts: AsyncIterator[Sequence[Shape]]) -> AsyncIterator[str]:
    yield _MARK + csv_lines([[field.encode_name for field in msgspec.structs.fields(shape)]])
    async for part in parts:
        yield csv_lines(msgspec.structs.astuple(item) for item in part)


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as lines of CSV, each cell as `csv_cell` says."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([csv_cell(value) for value in row] for row in rows)
    return text.getvalue()


def csv_cell(value: object) -> str:
    """Return a value as a cell: texts defused, instants as RFC 3339 UTC, nothing where there is none."""
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(FORMULA_STARTS) else value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case _:
            return str(value)
