"""`studio import` and `studio export`: a studio's files in, and the same files out (`docs/import.md`)."""

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from server.clock import SystemClock
from server.database.errors import is_database_away
from server.database.migration_guard import migrate
from server.rules.vocabulary import ImportKind
from server.services.absence.studios import open_studios
from server.services.context import Context
from server.services.exporting.export_files import export_files
from server.services.exporting.write_csv import UnusableFolderError
from server.services.importing.csv_file import ENCODINGS, UTF_8, CsvFile, UnusableFileError
from server.services.importing.fates import Fate, FileTally, RowFate
from server.services.importing.import_files import FilesAsked, find_files, import_files
from server.startup import settings_and_keys, stop, with_database
from server.tables.studios import Studio

SOME_REFUSED = 1
"""Exit code: the rest was done; the rows that were refused are named."""

_DRY_WORDS = {Fate.ADDED: "would be added", Fate.KNOWN: "is known here already, and would be linked"}
_WORTH_SAYING = frozenset({Fate.REFUSED, Fate.DIFFERS})


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER_OR_FILES...")
@click.option("--studio", "studio_id", type=int, help="The studio's id, where the server serves several.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
@click.option("--encoding", type=click.Choice(ENCODINGS), default=UTF_8, show_default=True)
def import_command(paths: tuple[Path, ...], studio_id: int | None, encoding: str, *, dry_run: bool) -> None:
    """Bring in customers, courses, sessions, passes and reservations from CSV files. Again, it changes nothing."""
    try:
        files = find_files(paths, encoding)
    except UnusableFileError as error:
        stop(str(error))
    given, keys = settings_and_keys()
    context = Context(SystemClock(), keys, given.public_url)
    with_database(partial(_import, files, studio_id, context, is_dry=dry_run))


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--studio", "studio_id", type=int, help="The studio's id, where the server serves several.")
def export_command(folder: Path, studio_id: int | None) -> None:
    """Write what a studio holds into CSV files, as the import takes them."""
    settings_and_keys()
    with_database(partial(_export, folder, studio_id))


async def _import(files: dict[ImportKind, CsvFile], studio_id: int | None, context: Context, *, is_dry: bool) -> None:
    await migrate()
    asked = FilesAsked(await _studio(studio_id), files, is_dry)
    teller = _Teller(files, is_dry=is_dry)
    try:
        tallies = await import_files(asked, context, teller.tell)
    except Exception as error:
        if not is_database_away(error):
            raise
        stop("The database has gone away. What was imported until then stays: import the same files again.")
    finally:
        teller.close()
    for tally in tallies:
        _say(tally, is_dry=is_dry)
    if any(tally.fates[Fate.REFUSED] for tally in tallies):
        raise SystemExit(SOME_REFUSED)


async def _export(folder: Path, studio_id: int | None) -> None:
    await migrate()
    try:
        counts = await export_files(await _studio(studio_id), folder)
    except UnusableFolderError as error:
        stop(str(error))
    for name, rows in counts.items():
        click.echo(f"{name}: {rows} rows")


async def _studio(studio_id: int | None) -> Studio:
    """Return the studio that was named, or the only one; else stop with a sentence."""
    studios = await open_studios()
    if studio_id is not None:
        named = [studio for studio in studios if studio.id == studio_id]
        if not named:
            stop(f"There is no studio {studio_id}{_listed(studios)}")
        return named[0]
    if len(studios) != 1:
        stop("There is no studio yet." if not studios else f"Name the studio with --studio{_listed(studios)}")
    return studios[0]


def _listed(studios: list[Studio]) -> str:
    return ": " + ", ".join(f"{studio.id} is {studio.name}" for studio in studios) + "." if studios else "."


def _say(tally: FileTally, *, is_dry: bool) -> None:
    for warning in tally.warnings:
        click.echo(f"{tally.file}, {warning}")
    counts = [f"{tally.fates[fate]} {_word(fate, is_dry=is_dry)}" for fate in Fate if tally.fates[fate]]
    click.echo(f"{tally.file}: {', '.join(counts) or 'no rows'}")


def _word(fate: Fate, *, is_dry: bool) -> str:
    return _DRY_WORDS.get(fate, fate.value) if is_dry else fate.value


def _sentence(file: str, fate: RowFate, *, is_dry: bool) -> str:
    place = f"{file}, line {fate.line}"
    if fate.flaw is None:
        return f"{place}, id {fate.foreign_id}: {_word(fate.fate, is_dry=is_dry)}"
    column = f", column {fate.flaw.column}" if fate.flaw.column else ""
    return f"{place}{column}: {fate.flaw.why}"


class _Teller:
    """Says what becomes of rows: of all of them in a dry run, else of those that need a person.

    On a terminal a bar shows how far the import is; what is to be said waits until its file is through.
    """

    def __init__(self, files: Mapping[ImportKind, CsvFile], *, is_dry: bool) -> None:
        self._lengths = {file.name: file.lines for file in files.values()}
        self._is_dry = is_dry
        self._shows_bar = sys.stderr.isatty() and not is_dry
        self._waiting: list[str] = []
        self._bar: Any = None  # Any: click's own, which is typed by what it iterates over
        self._file = ""

    def tell(self, file: str, fate: RowFate) -> None:
        """Say one row's fate, or keep it for later."""
        if self._shows_bar:
            self._show(file, fate.line)
        if self._is_dry or fate.fate in _WORTH_SAYING:
            sentence = _sentence(file, fate, is_dry=self._is_dry)
            self._waiting.append(sentence) if self._shows_bar else click.echo(sentence)

    def close(self) -> None:
        """End the bar and say what has waited for it."""
        if self._bar is not None:
            self._bar.finish()
            self._bar.render_finish()
            self._bar = None
        for sentence in self._waiting:
            click.echo(sentence)
        self._waiting = []

    def _show(self, file: str, line: int) -> None:
        if file != self._file:
            self.close()
            self._file = file
            self._bar = click.progressbar(length=self._lengths[file], label=file, file=sys.stderr)
        self._bar.update(line - self._bar.pos)
