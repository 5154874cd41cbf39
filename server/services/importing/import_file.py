"""Import one file, five hundred rows at a time: what is committed stays, whatever happens to the rest."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from server.rules.vocabulary import ImportKind
from server.services.importing.cells import Flaw, Numbered, typed
from server.services.importing.csv_file import BrokenRecord, CsvFile, records
from server.services.importing.fates import Fate, FileTally, ReportFate, RowFate
from server.services.importing.place_batch import place_batch
from server.services.importing.rows import ROWS, ReservationRow
from server.services.importing.run import Release, Run

ROWS_A_TRANSACTION: Final = 500
"""Bookings of their sessions wait meanwhile, and on SQLite every other write does."""

Read = Numbered[Any] | RowFate  # Any: the row type of the file's kind


async def import_file(kind: ImportKind, file: CsvFile, run: Run, report: ReportFate) -> FileTally:
    """Tell each row's fate and return their counts."""
    tally = FileTally(file.name)
    batch: list[Read] = []
    for read in _read(kind, file, run):
        batch.append(read)
        if len(batch) == ROWS_A_TRANSACTION:
            await _do(kind, batch, run, tally, report)
            batch = []
    await _do(kind, batch, run, tally, report)
    return tally


def _read(kind: ImportKind, file: CsvFile, run: Run) -> Iterator[Read]:
    """Yield the rows, or why one is none; of two with one id the first counts."""
    first_lines: dict[str, int] = {}
    for record in records(file):
        line = record.line
        read = (
            Flaw(record.why) if isinstance(record, BrokenRecord) else typed(record, file.header, ROWS[kind], run.zone)
        )
        if isinstance(read, Flaw):
            yield RowFate(line, Fate.REFUSED, flaw=read)
        elif (first := first_lines.setdefault(read.id, line)) != line:
            yield RowFate(line, Fate.REFUSED, read.id, flaw=Flaw(f"line {first} has the id {read.id!r} already", "id"))
        else:
            yield Numbered(line, read)


async def _do(kind: ImportKind, batch: Sequence[Read], run: Run, tally: FileTally, report: ReportFate) -> None:
    rows = [each for each in batch if isinstance(each, Numbered)]
    fates = {fate.line: fate for fate in (await place_batch(kind, rows, run) if rows else [])}
    run.releases += _releases(rows, fates)
    for each in batch:
        fate = fates[each.line] if isinstance(each, Numbered) else each
        tally.fates[fate.fate] += 1
        report(tally.file, fate)


def _releases(rows: Sequence[Numbered[Any]], fates: dict[int, RowFate]) -> Iterator[Release]:
    """Those of rows that were there already too: the run that brought them may have died before its end."""
    for each in rows:
        own_id = fates[each.line].own_id
        if isinstance(each.row, ReservationRow) and each.row.auto_cancelled_by is not None and own_id is not None:
            yield Release(each.line, own_id, each.row.auto_cancelled_by)
