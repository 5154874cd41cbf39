"""What becomes of a row of a file, and what becomes of all."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from server.services.importing.cells import Flaw


class Fate(Enum):
    """What becomes of a row, as people read it; a dry run says what would."""

    ADDED = "added"
    KNOWN = "known here already, and linked"
    THERE = "already there"
    DIFFERS = "differs from what was imported, left alone"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowFate:
    """One row and its fate; `own_id` is what it is here, `flaw` why it was refused."""

    line: int
    fate: Fate
    foreign_id: str = ""
    own_id: int | None = None
    flaw: Flaw | None = None


@dataclass
class FileTally:
    """What became of a file's rows, and what people should look at though nothing was refused."""

    file: str
    fates: Counter[Fate] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


ReportFate = Callable[[str, RowFate], None]
"""Told of each row as soon as it is decided: the file's name, and the row's fate."""
