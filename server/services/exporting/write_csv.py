"""Write the files: private to their owner, and each in place at once, with all the others or not at all."""

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO

from server.rules.spreadsheet import defused
from server.services.importing.rows import FILES

BYTE_ORDER_MARK: Final = "\ufeff"
"""By which spreadsheets know UTF-8."""

_UNFINISHED: Final = ".unfinished"
_OURS: Final = frozenset(FILES.values()) | {name + _UNFINISHED for name in FILES.values()}


class UnusableFolderError(Exception):
    """A folder into which nothing is exported; the sentence says why."""


class ExportFolder:
    """Use as a context: files that were written get their names when the body has ended well, all of them together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: list[str] = []

    def __enter__(self) -> Self:
        """Make the folder; raises UnusableFolderError where something else lies in it, or it cannot be made."""
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            others = sorted({each.name for each in self._path.iterdir()} - _OURS)
        except OSError as error:
            raise UnusableFolderError(f"{self._path} cannot be used: {error.strerror}.") from error
        if others:
            raise UnusableFolderError(f"{self._path} holds something else, such as {others[0]}: take an empty folder.")
        return self

    def open(self, name: str, columns: Sequence[str]) -> "CsvWriter":
        """Begin a file under its unfinished name; its first line names the columns."""
        self._written.append(name)
        return CsvWriter(self._path / (name + _UNFINISHED), columns)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the files their names, or take the unfinished ones away."""
        for name in self._written:
            unfinished = self._path / (name + _UNFINISHED)
            if error is None:
                unfinished.replace(self._path / name)
            else:
                with suppress(FileNotFoundError):
                    unfinished.unlink()


class CsvWriter:
    """One file in the making, readable by its owner alone: it holds people's addresses."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._columns = columns
        with suppress(FileNotFoundError):
            path.unlink()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file: TextIO = os.fdopen(descriptor, "w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file, lineterminator="\r\n")

    def __enter__(self) -> Self:
        """Write the first line."""
        self._file.write(BYTE_ORDER_MARK)
        self._csv.writerow(self._columns)
        return self

    def write(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Write rows, each by the columns' names."""
        self._csv.writerows([cell(row[name]) for name in self._columns] for row in rows)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put it on the disk."""
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())


def cell(value: object) -> str:
    """Return a value as the import reads it back; texts so that no spreadsheet runs them (R44)."""
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case datetime():
            text = value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case list():
            text = defused(" ".join(value))
        case str():
            text = defused(value)
        case _:  # a date, a number
            text = str(value)
    return text
