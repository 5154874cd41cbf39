"""CSV that spreadsheets open right, and in which nothing is run that a person typed (RFC 4180, R44)."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import pytest

from server.access.csv_answer import csv_answer, csv_cell, csv_lines
from server.contract.problem import FieldError
from server.rules.vocabulary import AutoCancel

HOSTILE: Final = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","Ana")',
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
]
HARMLESS: Final = [
    "Ana Ruiz",
    "O'Brien",
    'Ana "Clay" Ruiz',
    "Ruiz, Ana",
    "Ana\nRuiz",
    "Ana\r\nRuiz",
    "a=b",
    "1-2",
    "Zoë 陶芸",
    " =1",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "'quoted'",
    "",
]


def read(text: str) -> list[list[str]]:
    """Read as a program reads CSV; line ends inside a cell stay as they are."""
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_that_begins_like_a_formula_is_made_a_text(name: str) -> None:
    """R44."""
    assert read(csv_lines([["before", name, "after"]])) == [["before", f"'{name}", "after"]]


@pytest.mark.parametrize("name", HARMLESS)
def test_any_other_text_stays_as_it_is(name: str) -> None:
    assert read(csv_lines([["before", name, "after"]])) == [["before", name, "after"]]


def test_a_number_below_zero_stays_a_number() -> None:
    """Nobody typed it."""
    assert csv_lines([[-1, 0.5, 12]]) == "-1,0.5,12\r\n"


def test_lines_and_cells_are_those_of_the_rfc() -> None:
    """RFC 4180: CRLF, quotes doubled, quoted where it must be."""
    assert csv_lines([["a", 'say "hi"', "x,y"], ["b", "", "two\nlines"]]) == (
        'a,"say ""hi""","x,y"\r\nb,,"two\nlines"\r\n'
    )


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (AutoCancel.DUE, "due"),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 21, tzinfo=UTC), "2026-03-02T21:00:00Z"),
        (datetime(2026, 3, 2, 16, tzinfo=timezone(timedelta(hours=-5))), "2026-03-02T21:00:00Z"),
        (True, "True"),
    ],
)
def test_a_value_is_written_as_the_wire_writes_it(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


async def parts() -> AsyncIterator[Sequence[FieldError]]:
    yield [FieldError(field="name", message="=1+1")]
    yield []
    yield [FieldError(field="email", message="is one")]


async def test_a_file_begins_with_its_mark_and_the_names_of_the_wire() -> None:
    answer = csv_answer("errors-2026", FieldError, parts())
    assert answer.headers == {"Content-Disposition": 'attachment; filename="errors-2026.csv"'}
    assert answer.media_type == "text/csv"
    text = "".join([str(part) async for part in answer.iterator])  # type: ignore[union-attr]  # it is the one given
    assert text == "\ufefffield,message\r\nname,'=1+1\r\nemail,is one\r\n"
