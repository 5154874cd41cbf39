"""A CSV file as people send it: found out what it is before anything is done, then read row by row.

UTF-8 with or without a byte order mark, or an encoding that was named; commas, semicolons or tabs, as the header has
them. What makes the whole file useless is raised at once; a row that cannot be read is told, and the next one is read.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

UTF_8: Final = "utf-8"
ENCODINGS: Final = (UTF_8, "latin-1", "windows-1252", "utf-16")

_DELIMITERS: Final = (",", ";", "\t")
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_TOO_LONG: Final = "a cell has more than 131072 characters, or a quote is not closed"


class UnusableFileError(Exception):
    """A file of which no row can be taken; the sentence says what is wrong with it and what to do."""


@dataclass(frozen=True)
class CsvFile:
    """A file that can be read to its end: its columns in their order, and how many lines it has."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    lines: int

    @property
    def name(self) -> str:
        """Return what people call it."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Record:
    """One row, and the line on which it begins (the header's is 1)."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A line that is no row of CSV."""

    line: int
    why: str


def look_at(path: Path, encoding: str) -> CsvFile:
    """Read a file once to its end. Raises UnusableFileError for a wrong encoding, an empty file, a broken header."""
    lines = _counted(path, encoding)
    with path.open(encoding=_codec(encoding), newline="") as file:
        first = file.readline()
    if not first.strip():
        raise UnusableFileError(f"{path.name} is empty: its first line has to name the columns.")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        header = next(csv.reader([first], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnusableFileError(f"{path.name}, line 1: the quotes of the header are broken.") from error
    return CsvFile(path, encoding, delimiter, tuple(name.strip() for name in header), lines)


def records(file: CsvFile) -> Iterator[Record | BrokenRecord]:
    """Yield the rows after the header; empty lines are none.

    Where a quote is not closed, the line on which it opens is broken and the next one is read anew: otherwise it would
    swallow all rows up to the next quote.
    """
    with file.path.open(encoding=_codec(file.encoding), newline="") as text:
        feed = _Feed(iter(text))
        next(feed)
        while feed.begin():
            try:
                cells = next(csv.reader(feed, delimiter=file.delimiter, strict=True))
            except csv.Error as error:
                is_long = "larger than field limit" in str(error)
                yield BrokenRecord(feed.first_line, _TOO_LONG if is_long else "the quotes are broken")
                feed.give_back()
                continue
            if cells:
                yield Record(feed.first_line, cells)


class _Feed:
    """The lines of a file with their numbers; those of the record being read can be given back but for the first."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._line = 0
        self.first_line = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._line += 1
        self._taken.append(line)
        return line

    def begin(self) -> bool:
        """Begin a record; tell whether there is a line for it."""
        self.first_line = self._line + 1
        self._taken = []
        if not self._again:
            line = next(self._lines, None)
            if line is None:
                return False
            self._again.append(line)
        return True

    def give_back(self) -> None:
        """Let the lines after the record's first be read once more."""
        self._again.extendleft(reversed(self._taken[1:]))
        self._line = self.first_line


def _codec(encoding: str) -> str:
    return "utf-8-sig" if encoding == UTF_8 else encoding


def _counted(path: Path, encoding: str) -> int:
    try:
        with path.open(encoding=_codec(encoding), newline="") as file:
            return sum(1 for _ in file)
    except UnicodeError as error:
        raise UnusableFileError(_wrong_encoding(path, encoding)) from error
    except OSError as error:
        raise UnusableFileError(f"{path} cannot be read: {error.strerror}.") from error


def _wrong_encoding(path: Path, encoding: str) -> str:
    """Find where the encoding breaks, for people to look at."""
    what_to_do = "Save it as UTF-8, or say what it is, such as --encoding latin-1."
    with path.open("rb") as file:
        if encoding == UTF_8 and file.read(2) in _UTF_16_MARKS:
            return f"{path.name} looks like UTF-16. Save it as UTF-8, or give --encoding utf-16."
        file.seek(0)
        for number, line in enumerate(file, start=1):
            try:
                line.decode(encoding)
            except UnicodeError as error:
                at = len(line[: getattr(error, "start", 0)].decode(encoding, errors="replace")) + 1
                return f"{path.name}, line {number}, column {at} is not {encoding.upper()}. {what_to_do}"
    return f"{path.name} is not {encoding.upper()}. {what_to_do}"
