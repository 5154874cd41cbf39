"""A cell that is not what its column takes is told with its column and with what it takes."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.services.importing.cells import Flaw, check_header, typed
from server.services.importing.csv_file import Record, UnusableFileError, look_at
from server.services.importing.rows import ROWS, CourseRow, CustomerRow, FileRow, PassRow, ReservationRow, SessionRow
from tests.imports import ANA, EIGHT, NEXT_WEEK, POTTERY, at, reservation

NEW_YORK = ZoneInfo("America/New_York")
INSTANT = "takes a date and a time such as 2026-03-02T16:00, or with an offset 2026-03-02T16:00:00-05:00, and not "


def as_row(row_type: type[FileRow], cells: dict[str, Any]) -> FileRow | Flaw:
    return typed(Record(2, list(cells.values())), tuple(cells), row_type, NEW_YORK)


@pytest.mark.parametrize(
    ("row_type", "cells", "column", "why"),
    [
        (CustomerRow, ANA | {"id": ""}, "id", "may not be empty"),
        (CustomerRow, ANA | {"id": "u 1"}, "id", "must be an id without spaces"),
        (CustomerRow, ANA | {"id": "u" * 201}, "id", "must have at most 200 characters"),
        (CustomerRow, ANA | {"email": "ana"}, "email", "must be an e-mail address"),
        (CustomerRow, ANA | {"name": "A\0a"}, "name", "may not be empty, and may hold no NUL"),
        (CustomerRow, ANA | {"name": "x" * 201}, "name", "must have at most 200 characters"),
        (CustomerRow, ANA | {"locale": "fr"}, "locale", "takes one of en, de, es, and not 'fr'"),
        (CourseRow, POTTERY | {"capacity": "1,5"}, "capacity", "takes a whole number such as 8, and not '1,5'"),
        (CourseRow, POTTERY | {"capacity": "８"}, "capacity", "takes a whole number such as 8, and not '８'"),  # noqa: RUF001
        (CourseRow, POTTERY | {"capacity": "1001"}, "capacity", "must be at most 1000"),
        (CourseRow, POTTERY | {"duration_minutes": "0"}, "duration_minutes", "must be at least 1"),
        (SessionRow, NEXT_WEEK | {"starts_at": "9.3.2026 16:00"}, "starts_at", INSTANT + "'9.3.2026 16:00'"),
        (SessionRow, NEXT_WEEK | {"starts_at": "2026-02-30T16:00"}, "starts_at", INSTANT + "'2026-02-30T16:00'"),
        (SessionRow, NEXT_WEEK | {"starts_at": "2026-03-09"}, "starts_at", INSTANT + "'2026-03-09'"),
        (
            SessionRow,
            NEXT_WEEK | {"starts_at": "2026-03-08T02:30"},
            "starts_at",
            "is '2026-03-08T02:30', a time that the clocks of America/New_York skip",
        ),
        (
            SessionRow,
            NEXT_WEEK | {"starts_at": "0001-01-01T00:00:00+14:00"},
            "starts_at",
            "a date must lie in the years 2000 to 2100",
        ),
        (
            SessionRow,
            NEXT_WEEK | {"starts_at": "9999-12-31T23:30"},
            "starts_at",
            "a date must lie in the years 2000 to 2100",
        ),
        (SessionRow, NEXT_WEEK | {"is_makeup": "maybe"}, "is_makeup", "takes true or false, and not 'maybe'"),
        (
            PassRow,
            EIGHT | {"valid_until": "31.12.2026"},
            "valid_until",
            "takes a date such as 2026-03-02, and not '31.12.2026'",
        ),
        (PassRow, EIGHT | {"valid_until": "1999-12-31"}, "valid_until", "a date must lie in the years 2000 to 2100"),
        (PassRow, EIGHT | {"course_ids": " "}, "course_ids", "may not be empty"),
        (
            PassRow,
            EIGHT | {"pass_type": "PUNCHES"},
            "pass_type",
            "takes one of UNLIMITED_SERIES, PUNCH_PASS, FULL_COURSE, and not 'PUNCHES'",
        ),
        (
            ReservationRow,
            reservation(1, status="x" * 99),
            "status",
            "takes one of PENDING, CHECKED_IN, ATTENDED, NO_SHOW, CANCELLED, AUTO_CANCELLED, and not '"
            + "x" * 40
            + "…'",
        ),
    ],
)
def test_a_wrong_cell_is_told_with_its_column(
    row_type: type[FileRow], cells: dict[str, Any], column: str, why: str
) -> None:
    assert as_row(row_type, cells) == Flaw(why, column)


def test_a_row_with_too_few_cells_is_told() -> None:
    record = Record(2, ["u1", "ana@example.org"])
    assert typed(record, ("id", "email", "name"), CustomerRow, NEW_YORK) == Flaw("has 2 cells, and the header 3")


def test_instants_have_an_offset_or_are_the_studios_wall_time() -> None:
    """R3; psql's own shape too."""
    shapes = ["2026-03-09T16:00", "2026-03-09 16:00:00", "2026-03-09T20:00:00Z", "2026-03-09 20:00:00+00"]
    rows = [as_row(SessionRow, NEXT_WEEK | {"starts_at": shape}) for shape in shapes]
    assert {row.starts_at for row in rows if isinstance(row, SessionRow)} == {at(2026, 3, 9, 20)}
    twice = as_row(SessionRow, NEXT_WEEK | {"starts_at": "2026-11-01T01:30"})
    assert isinstance(twice, SessionRow)
    assert twice.starts_at == at(2026, 11, 1, 5).replace(minute=30)


def test_a_column_that_is_left_out_is_the_default_and_an_empty_cell_is_none() -> None:
    """R6: as an absent field and a null over HTTP."""
    left_out = as_row(PassRow, EIGHT)
    emptied = as_row(PassRow, EIGHT | {"max_advance_reservations": "", "absence_grace_period": ""})
    assert isinstance(left_out, PassRow)
    assert isinstance(emptied, PassRow)
    assert (left_out.max_advance_reservations, left_out.absence_grace_period) == (3, 0)
    assert (emptied.max_advance_reservations, emptied.absence_grace_period) == (None, None)


def test_cells_are_only_text_and_the_mark_of_an_export_comes_off() -> None:
    """R44."""
    row = as_row(CustomerRow, ANA | {"name": "'=HYPERLINK(1)", "phone": "'+1 555 0100"})
    assert isinstance(row, CustomerRow)
    assert (row.name, row.phone) == ("=HYPERLINK(1)", "+1 555 0100")
    markup = as_row(CustomerRow, ANA | {"name": "<b>{{7*7}}</b>'; DROP TABLE customer"})
    assert isinstance(markup, CustomerRow)
    assert markup.name == "<b>{{7*7}}</b>'; DROP TABLE customer"


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("id,name", "customers.csv lacks the column email; its first line has id, name."),
        (
            "id,email,name,telefon",
            "customers.csv has the column 'telefon', which it does not take; it takes id, email, name, phone, locale.",
        ),
        ("id,email,name,email", "customers.csv has the column email more than once."),
    ],
)
def test_a_header_that_would_lose_cells_is_refused_by_name(tmp_path: Path, header: str, sentence: str) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(header)
    with pytest.raises(UnusableFileError) as unusable:
        check_header(look_at(path, "utf-8"), CustomerRow)
    assert str(unusable.value) == sentence


def test_every_kind_of_cell_has_its_reader() -> None:
    """A column of a new type would end the import in a stack trace."""
    for row_type in ROWS.values():
        assert isinstance(as_row(row_type, {"id": ""}), Flaw)
