"""From the cells of a record to a typed row, with a reason for the first cell that cannot be one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache, partial
from typing import Final, Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import NODEFAULT, inspect

from server.contract.base import refuse_far_date
from server.contract.in_words import in_words
from server.rules.imported import instant_of
from server.rules.spreadsheet import as_typed
from server.services.importing.csv_file import CsvFile, Record, UnusableFileError
from server.services.importing.rows import ID_PATTERN, FileRow

Row = TypeVar("Row", bound=FileRow)
Read = Callable[[str, ZoneInfo], object]

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
_INSTANT: Final = re.compile(rf"\d{{4}}-\d\d-\d\d[T ]{_TIME}(?P<zone>Z|[+-]\d\d(:?\d\d)?)?", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d{1,12}", re.ASCII)
_YES: Final = frozenset({"true", "t", "yes", "1"})
_NO: Final = frozenset({"false", "f", "no", "0"})
_BOUND: Final = re.compile(r"Expected `int` (?P<side>[<>])= (?P<bound>-?\d+)$")
_PLACE: Final = re.compile(r"(?P<message>.*?)(?: - at `\$\.(?P<column>\w+).*`)?", re.DOTALL)
_NO_ID: Final = f"Expected `str` matching regex {ID_PATTERN!r}"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a row is refused, and in which column; None: the row as a whole."""

    why: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Numbered(Generic[Row]):
    """A row and the line of its file."""

    line: int
    row: Row


class _WrongCell(ValueError):
    """A cell that is not of its column's kind; says what the column takes."""


@dataclass(frozen=True, slots=True)
class _Column:
    """How a column's cells are read, and whether an empty one is None, the default (left out), or wrong."""

    name: str
    read: Read
    may_be_none: bool
    has_default: bool


def check_header(file: CsvFile, row_type: type[FileRow]) -> None:
    """Raise UnusableFileError for a column that is missing, unknown or there twice: a slip would lose its cells."""
    known = _columns_of(row_type)
    there = ", ".join(file.header)
    missing = [column.name for column in known.values() if not column.has_default and column.name not in file.header]
    if missing:
        raise UnusableFileError(f"{file.name} lacks the column {', '.join(missing)}; its first line has {there}.")
    unknown = [name for name in file.header if name not in known]
    if unknown:
        named, takes = ", ".join(repr(name) for name in unknown), ", ".join(known)
        raise UnusableFileError(f"{file.name} has the column {named}, which it does not take; it takes {takes}.")
    twice = sorted({name for name in file.header if file.header.count(name) > 1})
    if twice:
        raise UnusableFileError(f"{file.name} has the column {', '.join(twice)} more than once.")


def typed(record: Record, header: tuple[str, ...], row_type: type[Row], zone: ZoneInfo) -> Row | Flaw:
    """Return a record as a row; wall times are the studio's (R3)."""
    if len(record.cells) != len(header):
        return Flaw(f"has {len(record.cells)} cells, and the header {len(header)}")
    columns, values = _columns_of(row_type), {}
    for name, cell in zip(header, record.cells, strict=True):
        column = columns[name]
        if cell:
            try:
                values[name] = column.read(cell, zone)
            except _WrongCell as wrong:
                return Flaw(str(wrong), name)
        elif column.may_be_none:
            values[name] = None
        elif not column.has_default:
            return Flaw("may not be empty", name)
    return _within_limits(values, row_type)


def _within_limits(values: Mapping[str, object], row_type: type[Row]) -> Row | Flaw:
    try:
        return msgspec.convert(values, row_type)
    except msgspec.ValidationError as error:
        found = _PLACE.fullmatch(str(error))
        message, column = (found["message"], found["column"]) if found else (str(error), None)
        return Flaw(_said(message), column)


def _said(message: str) -> str:
    if message == _NO_ID:
        return "must be an id without spaces"
    bound = _BOUND.match(message)
    if bound:
        return f"must be at {'most' if bound['side'] == '<' else 'least'} {bound['bound']}"
    return in_words(message)


@lru_cache(maxsize=32)
def _columns_of(row_type: type[FileRow]) -> Mapping[str, _Column]:
    described = inspect.type_info(row_type)
    if not isinstance(described, inspect.StructType):
        raise TypeError(row_type)
    return {field.name: _column(field) for field in described.fields}


def _column(field: inspect.Field) -> _Column:
    kind, may_be_none = field.type, False
    if isinstance(kind, inspect.UnionType):
        may_be_none = True
        kind = next(part for part in kind.types if not isinstance(part, inspect.NoneType))
    if isinstance(kind, inspect.Metadata):
        kind = kind.type
    return _Column(field.name, _reader(kind), may_be_none, field.default is not NODEFAULT)


def _reader(kind: inspect.Type) -> Read:
    if isinstance(kind, inspect.EnumType):
        return partial(_read_word, {str(member.value): member for member in kind.cls})
    readers: dict[type[inspect.Type], Read] = {
        inspect.StrType: _read_text,
        inspect.IntType: _read_number,
        inspect.BoolType: _read_bool,
        inspect.DateType: _read_date,
        inspect.DateTimeType: _read_instant,
        inspect.ListType: _read_list,
    }
    return readers[type(kind)]


def _read_text(cell: str, _: ZoneInfo) -> str:
    return as_typed(cell)


def _read_list(cell: str, _: ZoneInfo) -> list[str]:
    return as_typed(cell).split()


def _read_number(cell: str, _: ZoneInfo) -> int:
    if not _NUMBER.fullmatch(cell.strip()):
        raise _WrongCell(f"takes a whole number such as 8, and not {_shown(cell)}")
    return int(cell)


def _read_bool(cell: str, _: ZoneInfo) -> bool:
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise _WrongCell(f"takes true or false, and not {_shown(cell)}")
    return word in _YES


def _read_date(cell: str, _: ZoneInfo) -> date:
    text = cell.strip()
    day = _parsed(date.fromisoformat, text) if _DATE.fullmatch(text) else None
    if day is None:
        raise _WrongCell(f"takes a date such as 2026-03-02, and not {_shown(cell)}")
    return _near(day)


def _read_instant(cell: str, zone: ZoneInfo) -> datetime:
    text = cell.strip()
    found = _INSTANT.fullmatch(text)
    moment = _parsed(datetime.fromisoformat, text) if found else None
    if found is None or moment is None:
        takes = "a date and a time such as 2026-03-02T16:00, or with an offset 2026-03-02T16:00:00-05:00"
        raise _WrongCell(f"takes {takes}, and not {_shown(cell)}")
    try:
        instant = moment.astimezone(UTC) if found["zone"] else instant_of(moment, zone)
    except OverflowError:
        instant = moment.replace(tzinfo=UTC)  # the year 1 or 9999, which is refused in a moment
    if instant is None:
        raise _WrongCell(f"is {_shown(cell)}, a time that the clocks of {zone.key} skip")
    return _near(instant)


Day = TypeVar("Day", bound=date)


def _parsed(parse: Callable[[str], Day], text: str) -> Day | None:
    try:
        return parse(text)
    except ValueError:  # a 30th of February
        return None


def _near(value: Day) -> Day:
    try:
        refuse_far_date(value)
    except ValueError as error:
        raise _WrongCell(str(error)) from error
    return value


def _read_word(words: Mapping[str, Enum], cell: str, _: ZoneInfo) -> Enum:
    word = words.get(cell.strip())
    if word is None:
        raise _WrongCell(f"takes one of {', '.join(words)}, and not {_shown(cell)}")
    return word


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else cell[:40] + "…")
