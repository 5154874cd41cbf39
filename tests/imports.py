"""Files as another system would write them, and what an import says of them."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from server.services.context import Context
from server.services.importing.fates import FileTally, RowFate
from server.services.importing.import_files import FilesAsked, find_files, import_files
from server.tables.studios import Studio

Row = Mapping[str, object]

ANA: Final = {"id": "u1", "email": "ana@example.org", "name": "Ana Ruiz", "phone": ""}
POTTERY: Final = {"id": "c1", "name": "Wheel Throwing", "capacity": "2", "duration_minutes": "120"}
LAST_WEEK: Final = {"id": "s0", "course_id": "c1", "starts_at": "2026-02-23T16:00"}
NEXT_WEEK: Final = {"id": "s1", "course_id": "c1", "starts_at": "2026-03-09T16:00"}
NEXT_MONTH: Final = {"id": "s2", "course_id": "c1", "starts_at": "2026-04-06T16:00"}
EIGHT: Final = {
    "id": "p1",
    "customer_id": "u1",
    "name": "Eight classes",
    "pass_type": "PUNCH_PASS",
    "course_ids": "c1",
    "sessions_included": "8",
    "sessions_remaining": "5",
}


def reservation(number: int, session: str = "s1", **cells: str) -> dict[str, str]:
    """A row of the other system: on Ana's pass, neither attended nor cancelled."""
    return {"id": f"r{number}", "pass_id": "p1", "session_id": session, "attended": "false", **cells}


STUDIO_FILES: Final[Mapping[str, Sequence[Row]]] = {
    "customers.csv": [ANA],
    "courses.csv": [POTTERY],
    "sessions.csv": [LAST_WEEK, NEXT_WEEK, NEXT_MONTH],
    "passes.csv": [EIGHT],
}


def text_of(rows: Sequence[Row], delimiter: str = ",") -> str:
    """Rows as CSV; a row that lacks a column has an empty cell there."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_files(folder: Path, files: Mapping[str, Sequence[Row]]) -> Path:
    """Write files into a folder, and return it."""
    folder.mkdir(exist_ok=True)
    for name, rows in files.items():
        (folder / name).write_text(text_of(rows), encoding="utf-8")
    return folder


@dataclass
class Ran:
    """What an import has said."""

    tallies: list[FileTally]
    fates: dict[str, list[RowFate]] = field(default_factory=dict)

    def said(self, file: str) -> list[str]:
        """The fates of a file's rows in words, in its order; a refusal with its line and column."""
        return [
            fate.fate.value if fate.flaw is None else f"line {fate.line}, {fate.flaw.column}: {fate.flaw.why}"
            for fate in self.fates.get(file, [])
        ]

    def own_id(self, file: str, foreign_id: str) -> int:
        """What a row has become."""
        (own_id,) = {fate.own_id for fate in self.fates[file] if fate.foreign_id == foreign_id and fate.own_id}
        return own_id

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many of each fate, by file."""
        return {tally.file: {fate.value: n for fate, n in tally.fates.items()} for tally in self.tallies}

    @property
    def warnings(self) -> list[str]:
        """What people should look at."""
        return [warning for tally in self.tallies for warning in tally.warnings]


async def import_from(
    folder: Path, studio_id: int, context: Context, *, is_dry: bool = False, encoding: str = "utf-8"
) -> Ran:
    """Import a folder into a studio."""
    ran = Ran([])
    (studio,) = await Studio.objects().where(Studio.id == studio_id)
    asked = FilesAsked(studio, find_files([folder], encoding), is_dry)
    ran.tallies = await import_files(asked, context, lambda file, fate: ran.fates.setdefault(file, []).append(fate))
    return ran


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """An instant (UTC)."""
    return datetime(year, month, day, hour, tzinfo=UTC)
