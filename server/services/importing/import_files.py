"""Import a studio's files, in the order in which they need each other (`docs/import.md`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from server.database.write_transaction import write_transaction
from server.rules.vocabulary import AuditAction, AuditSubject, ImportKind
from server.services.actor import SYSTEM
from server.services.audit.record_act import Act, record_act
from server.services.context import Context
from server.services.foreign_ids import own_mark
from server.services.importing.cells import check_header
from server.services.importing.csv_file import UTF_8, CsvFile, UnusableFileError, look_at
from server.services.importing.fates import Fate, FileTally, ReportFate
from server.services.importing.import_file import import_file
from server.services.importing.link_releases import link_releases
from server.services.importing.plans import Plans
from server.services.importing.rows import FILES, ROWS
from server.services.importing.run import Run
from server.services.importing.weigh_holds import weigh_holds
from server.services.studio_facts import zone_of
from server.tables.studios import Studio


@dataclass(frozen=True)
class FilesAsked:
    """Into which studio, in which encoding, and whether only to say what would happen."""

    studio: Studio
    files: dict[ImportKind, CsvFile]
    is_dry: bool = False


def find_files(paths: Sequence[Path], encoding: str = UTF_8) -> dict[ImportKind, CsvFile]:
    """Return the files of a folder, or those named, by what they hold; each has been read once to its end.

    Raises UnusableFileError for a name that is none of ours, one that is missing or comes twice, and for what `look_at`
    and the header's check find: then nothing is imported at all.
    """
    named = _named(paths)
    kinds = {name: kind for kind, name in FILES.items()}
    found: dict[ImportKind, CsvFile] = {}
    for path in named:
        kind = kinds.get(path.name)
        if kind is None:
            raise UnusableFileError(f"{path.name} is none of {', '.join(kinds)}.")
        if kind in found:
            raise UnusableFileError(f"{path.name} is named twice.")
        found[kind] = look_at(path, encoding)
        check_header(found[kind], ROWS[kind])
    _check_reservations(found.get(ImportKind.RESERVATION))
    return {kind: found[kind] for kind in FILES if kind in found}


async def import_files(asked: FilesAsked, context: Context, report: ReportFate) -> list[FileTally]:
    """Import files; every row's fate is told, and the counts of each file come back.

    Again, it changes nothing; a run that was killed is finished by the next. Nobody is written to.
    """
    studio, now = asked.studio, context.now()
    run = Run(
        studio_id=studio.id,
        zone=zone_of(studio.timezone),
        own_mark=own_mark(studio.id, studio.created_at),
        now=now,
        code_key=context.keys.pass_code,
        plans=Plans() if asked.is_dry else None,
    )
    tallies = [await import_file(kind, file, run, report) for kind, file in asked.files.items()]
    if ImportKind.RESERVATION in asked.files:
        tallies[-1].warnings += await link_releases(run)
        tallies[-1].warnings += await weigh_holds(run)
    if not asked.is_dry:
        await _record(studio.id, tallies, now)
    return tallies


def _named(paths: Sequence[Path]) -> list[Path]:
    named: list[Path] = []
    for path in paths:
        inside = [path / name for name in FILES.values() if (path / name).is_file()] if path.is_dir() else [path]
        if not inside:
            raise UnusableFileError(f"The folder {path} has none of {', '.join(FILES.values())}.")
        named += inside
    return named


def _check_reservations(file: CsvFile | None) -> None:
    if file is not None and not {"status", "attended"} & set(file.header):
        there = ", ".join(file.header)
        raise UnusableFileError(f"{file.name} lacks the column status, or attended; its first line has {there}.")


async def _record(studio_id: int, tallies: Sequence[FileTally], now: datetime) -> None:
    """An import that has changed nothing is no act."""
    added = {tally.file.removesuffix(".csv"): tally.fates[Fate.ADDED] + tally.fates[Fate.KNOWN] for tally in tallies}
    if any(added.values()):
        act = Act(studio_id, AuditAction.FILES_IMPORTED, AuditSubject.STUDIO, studio_id, facts=added)
        async with write_transaction():
            await record_act(act, SYSTEM, now)
