"""CSV as people send it: what is read, what is told, and where."""

from pathlib import Path

import pytest

from server.services.importing.csv_file import BrokenRecord, Record, UnusableFileError, look_at, records

WHAT_TO_DO = " Save it as UTF-8, or say what it is, such as --encoding latin-1."


def written(folder: Path, content: bytes) -> Path:
    path = folder / "customers.csv"
    path.write_bytes(content)
    return path


def read(folder: Path, content: bytes, encoding: str = "utf-8") -> list[Record | BrokenRecord]:
    """The rows; what is broken as it is told."""
    found = list(records(look_at(written(folder, content), encoding)))
    return [Record(each.line, list(each.cells)) if isinstance(each, Record) else each for each in found]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"id,name\nu1,B\xc3\xb6\n", "utf-8"),
        (b"\xef\xbb\xbfid,name\r\nu1,B\xc3\xb6\r\n", "utf-8"),
        (b"id;name\nu1;B\xc3\xb6\n", "utf-8"),
        (b"id\tname\nu1\tB\xc3\xb6", "utf-8"),
        (b'"id","name"\n"u1","B\xc3\xb6"\n', "utf-8"),
        (b" id , name\nu1,B\xc3\xb6\n", "utf-8"),
        (b"id,name\nu1,B\xf6\n", "latin-1"),
        (b"id,name\nu1,B\xf6\n", "windows-1252"),
        ("id,name\nu1,Bö\n".encode("utf-16"), "utf-16"),
    ],
)
def test_a_file_is_read_whatever_wrote_it(tmp_path: Path, content: bytes, encoding: str) -> None:
    assert look_at(written(tmp_path, content), encoding).header == ("id", "name")
    assert read(tmp_path, content, encoding) == [Record(2, ["u1", "Bö"])]


def test_a_row_has_the_line_on_which_it_begins_and_empty_lines_are_none(tmp_path: Path) -> None:
    content = b'id,name\n\nu1,"two\nlines"\n\r\nu2,"say ""hi"", please"\n'
    assert read(tmp_path, content) == [Record(3, ["u1", "two\nlines"]), Record(6, ["u2", 'say "hi", please'])]


def test_a_quote_that_is_not_closed_breaks_its_own_line_and_no_other(tmp_path: Path) -> None:
    content = b'id,name\nu1,Ana\nu2,"Bo\nu3,Cleo\nu4,"Dee"\nu5,"Eve"x\nu6,Flo\n'
    broken = "the quotes are broken"
    assert read(tmp_path, content) == [
        Record(2, ["u1", "Ana"]),
        BrokenRecord(3, broken),
        Record(4, ["u3", "Cleo"]),
        Record(5, ["u4", "Dee"]),
        BrokenRecord(6, broken),
        Record(7, ["u6", "Flo"]),
    ]


def test_a_cell_of_a_million_letters_breaks_its_line_only(tmp_path: Path) -> None:
    content = b"id,name\nu1," + b"x" * 1_000_000 + b"\nu2,Bo\n"
    why = "a cell has more than 131072 characters, or a quote is not closed"
    assert read(tmp_path, content) == [BrokenRecord(2, why), Record(3, ["u2", "Bo"])]


@pytest.mark.parametrize(
    ("content", "encoding", "sentence"),
    [
        (b"", "utf-8", "customers.csv is empty: its first line has to name the columns."),
        (b"\xef\xbb\xbf\n", "utf-8", "customers.csv is empty: its first line has to name the columns."),
        (b'id,"name\n', "utf-8", "customers.csv, line 1: the quotes of the header are broken."),
        (
            b"id,name\nu1,Ana\nu2,B\xf6\n",
            "utf-8",
            "customers.csv, line 3, column 5 is not UTF-8." + WHAT_TO_DO,
        ),
        (
            "id,name\nu1,Bö\n".encode("utf-16"),
            "utf-8",
            "customers.csv looks like UTF-16. Save it as UTF-8, or give --encoding utf-16.",
        ),
        (
            b"id,name\nu1,B\x81\n",
            "windows-1252",
            "customers.csv, line 2, column 5 is not WINDOWS-1252." + WHAT_TO_DO,
        ),
        (
            b"id,name\n",
            "utf-16",
            "customers.csv is not UTF-16." + WHAT_TO_DO,
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, content: bytes, encoding: str, sentence: str
) -> None:
    with pytest.raises(UnusableFileError) as unusable:
        look_at(written(tmp_path, content), encoding)
    assert str(unusable.value) == sentence


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=r"customers\.csv cannot be read: No such file or directory\.$"):
        look_at(tmp_path / "customers.csv", "utf-8")


def test_broken_lines_one_after_another_cost_no_more_than_their_own(tmp_path: Path) -> None:
    """The quote that opens on each line would swallow the next one, again and again."""
    content = b"id,name\n" + b'u1,"Ana\n' * 20_000
    found = read(tmp_path, content)
    assert len(found) == 20_000
    assert all(isinstance(each, BrokenRecord) for each in found)
