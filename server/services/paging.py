"""Read a list page by page: in the order of one column, then by id, from the place that the cursor names.

A cursor is the last row's place and not a count, so rows that come or go meanwhile make no other row appear twice
or not at all.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import msgspec
from piccolo.columns import Column, Date, Timestamptz, Varchar
from piccolo.custom_types import Combinable
from piccolo.table import Table

from server.contract.base import Id, Instant, Text
from server.contract.paging import Paging
from server.services.outcomes import InvalidFieldError

Row = TypeVar("Row", bound=Table)

_IN_TIME = msgspec.json.Decoder(tuple[Instant, Id])
_BY_TEXT = msgspec.json.Decoder(tuple[Text, Id])
_BY_DATE = msgspec.json.Decoder(tuple[date, Id])
_BY_ID = msgspec.json.Decoder(tuple[Id, Id])


async def read_page(
    table: type[Row], conditions: Sequence[Combinable], paging: Paging, order: Column | None = None
) -> tuple[list[Row], str | None]:
    """Return one page of a table's rows and the next cursor, None on the last page; ordered by id unless told.

    Raises InvalidFieldError for a cursor that no list gave.
    """
    by, key = order or table._meta.primary_key, table._meta.primary_key
    query = table.objects().where(*conditions)
    if paging.cursor is not None:
        value, after = _place(paging.cursor, by)
        query = query.where((by > value) | ((by == value) & (key > after)))
    rows = await query.order_by(by).order_by(key).limit(paging.limit + 1)
    if len(rows) <= paging.limit:
        return rows, None
    page = rows[: paging.limit]
    return page, _cursor(page[-1], by, key)


async def read_newest(
    table: type[Row], conditions: Sequence[Combinable], paging: Paging
) -> tuple[list[Row], str | None]:
    """Return one page of a table's rows, the newest first by their id, and the next cursor.

    Raises InvalidFieldError for a cursor that no list gave.
    """
    key = table._meta.primary_key
    query = table.objects().where(*conditions)
    if paging.cursor is not None:
        query = query.where(key < _place(paging.cursor, key)[1])
    rows = await query.order_by(key, ascending=False).limit(paging.limit + 1)
    if len(rows) <= paging.limit:
        return rows, None
    page = rows[: paging.limit]
    return page, _cursor(page[-1], key, key)


def cursor_at(place: Sequence[object]) -> str:
    """Return the cursor that names a place in a list: what its last row is ordered by."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def place_at(cursor: str, decoder: msgspec.json.Decoder[Any]) -> list[Any]:  # Any: a place is whatever orders its list
    """Return the values of the place that a cursor names, instants in UTC.

    Raises InvalidFieldError for a cursor that no list gave.
    """
    try:
        place = decoder.decode(base64.b64decode(cursor, altchars=b"-_", validate=True))
        return [value.astimezone(UTC) if isinstance(value, datetime) else value for value in place]
    except (binascii.Error, ValueError, OverflowError) as error:  # msgspec's errors are ValueErrors
        raise InvalidFieldError("cursor", "is not one that this list gave") from error


def _cursor(row: Table, by: Column, key: Column) -> str:
    return cursor_at([getattr(row, by._meta.name), getattr(row, key._meta.name)])


def _place(cursor: str, by: Column) -> tuple[int | str | date, int]:
    value, after = place_at(cursor, _decoder(by))
    return value, after


def _decoder(by: Column) -> msgspec.json.Decoder[Any]:  # Any: a place is the column's value and an id
    if isinstance(by, Timestamptz):
        return _IN_TIME
    if isinstance(by, Date):
        return _BY_DATE
    return _BY_TEXT if isinstance(by, Varchar) else _BY_ID
