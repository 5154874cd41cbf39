"""Export a studio into the files that the import takes (`docs/import.md`)."""

from pathlib import Path

import msgspec

from server.database.read_snapshot import read_snapshot
from server.rules.vocabulary import ImportKind
from server.services.exporting.file_rows import LEFT_OUT, Names, Values, file_rows
from server.services.exporting.pages import pages
from server.services.exporting.write_csv import CsvWriter, ExportFolder
from server.services.foreign_ids import own_mark
from server.services.importing.rows import FILES, ROWS
from server.tables.studios import Studio


async def export_files(studio: Studio, folder: Path) -> dict[str, int]:
    """Write all six files as they stood at one moment, and return how many rows each has.

    Raises UnusableFolderError, and OSError where the disk fails: then no file has changed.
    """
    names = Names(studio.id, own_mark(studio.id, studio.created_at))
    counts: dict[str, int] = {}
    with ExportFolder(folder) as into:
        async with read_snapshot():
            for kind, name in FILES.items():
                with into.open(name, columns_of(kind)) as file:
                    counts[name] = await _export(kind, names, file)
    return counts


def columns_of(kind: ImportKind) -> list[str]:
    """Return the columns that an exported file has."""
    left_out = LEFT_OUT.get(kind, frozenset())
    return [field.name for field in msgspec.structs.fields(ROWS[kind]) if field.name not in left_out]


async def _export(kind: ImportKind, names: Names, file: CsvWriter) -> int:
    count = 0
    flags = _flags(kind)
    async for page in pages(kind, names.studio_id):
        rows = await file_rows(kind, page, names)
        file.write(_with_flags(row, flags) for row in rows)
        count += len(rows)
    return count


def _flags(kind: ImportKind) -> list[str]:
    """SQLite answers 0 and 1 where a statement is raw."""
    return [field.name for field in msgspec.structs.fields(ROWS[kind]) if field.type is bool]


def _with_flags(row: Values, flags: list[str]) -> Values:
    return {**row, **{name: bool(row[name]) for name in flags if name in row}}
