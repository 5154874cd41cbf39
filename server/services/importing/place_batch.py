"""Place a batch of one file's rows, in one transaction; one that fails is done again row by row."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec

from server.database.errors import broken_index, is_database_away
from server.database.write_transaction import write_transaction
from server.logs.log import logger
from server.rules.vocabulary import ImportKind
from server.services.booking.seats import NoSeatError
from server.services.importing.cells import Flaw, Numbered
from server.services.importing.courses import place_courses
from server.services.importing.customers import place_customers
from server.services.importing.fates import Fate, RowFate
from server.services.importing.lookups import read_imported
from server.services.importing.passes import place_passes
from server.services.importing.placed import Outcomes, Placed
from server.services.importing.plans import Imported
from server.services.importing.reservations import place_reservations
from server.services.importing.rows import FileRow
from server.services.importing.run import Run
from server.services.importing.sessions import place_sessions
from server.services.importing.steps import place_steps
from server.tables.imports import ImportedRow

Rows = Sequence[Numbered[Any]]  # Any: the row type of the kind, each with its own function
_PLACE: Final[Mapping[ImportKind, Callable[[Rows, Run], Awaitable[Outcomes]]]] = {
    ImportKind.CUSTOMER: place_customers,
    ImportKind.COURSE: place_courses,
    ImportKind.STEP: place_steps,
    ImportKind.SESSION: place_sessions,
    ImportKind.REGISTRATION: place_passes,
    ImportKind.RESERVATION: place_reservations,
}

log = logger(__name__)


async def place_batch(kind: ImportKind, rows: Rows, run: Run) -> list[RowFate]:
    """Return the fate of each row. Raises what the database raises where it is out of reach."""
    try:
        return await _place(kind, rows, run)
    except Exception as error:
        if is_database_away(error):
            raise
        if len(rows) == 1:
            return [_failed(rows[0], kind, error)]
    return [fate for each in rows for fate in await place_batch(kind, [each], run)]


async def _place(kind: ImportKind, rows: Rows, run: Run) -> list[RowFate]:
    hashes = {each.line: row_hash(each.row) for each in rows}
    async with _transaction(run):
        known = await read_imported(kind, [each.row.id for each in rows], run)
        new = [each for each in rows if each.row.id not in known]
        outcomes = await _PLACE[kind](new, run) if new else {}
        await _remember(kind, new, outcomes, hashes, run)
    return [_fate(each, known.get(each.row.id), outcomes.get(each.line), hashes[each.line]) for each in rows]


def row_hash(row: FileRow) -> str:
    """Return the SHA-256 of what a row says, however its file was written."""
    return hashlib.sha256(msgspec.json.encode(row)).hexdigest()


@asynccontextmanager
async def _transaction(run: Run) -> AsyncIterator[None]:
    """A dry run only reads, and keeps nobody waiting."""
    if run.plans is not None:
        yield
    else:
        async with write_transaction():
            yield


async def _remember(kind: ImportKind, new: Rows, outcomes: Outcomes, hashes: Mapping[int, str], run: Run) -> None:
    placed = [(each, found) for each in new if isinstance(found := outcomes[each.line], Placed)]
    values = [
        (run.studio_id, kind.value, each.row.id, found.own_id, hashes[each.line], run.now) for each, found in placed
    ]
    await run.insert(ImportedRow, "studio, kind, foreign_id, own_id, row_hash, imported_at", values)
    if run.plans is not None:
        run.plans.imported[kind] |= {each.row.id: Imported(found.own_id, hashes[each.line]) for each, found in placed}


def _fate(each: Numbered[Any], known: Imported | None, outcome: Placed | Flaw | None, hashed: str) -> RowFate:
    line, foreign_id = each.line, each.row.id
    if known is not None:
        is_same = known.row_hash in (None, hashed)
        return RowFate(line, Fate.THERE if is_same else Fate.DIFFERS, foreign_id, known.own_id)
    if isinstance(outcome, Placed):
        return RowFate(line, Fate.ADDED if outcome.is_new else Fate.KNOWN, foreign_id, outcome.own_id)
    return RowFate(line, Fate.REFUSED, foreign_id, flaw=outcome)


def _failed(each: Numbered[Any], kind: ImportKind, error: Exception) -> RowFate:
    if broken_index(error) or isinstance(error, NoSeatError):
        why = "somebody has just taken its place here: import the file again"
    else:
        log.error("import.row_failed", kind=kind.value, line=each.line, error=type(error).__name__)
        why = f"could not be written ({type(error).__name__})"
    return RowFate(each.line, Fate.REFUSED, each.row.id, flaw=Flaw(why))
