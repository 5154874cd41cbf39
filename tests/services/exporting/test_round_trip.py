"""Out, into an empty server, and out again: the same bytes."""

from pathlib import Path

from server.services.context import Context
from server.services.exporting.export_files import export_files
from server.settings import Settings
from server.tables.studios import Studio
from tests.app_fixtures import empty_database
from tests.builders import add_studio
from tests.imports import STUDIO_FILES, import_from, reservation, write_files


async def exported(studio_id: int, folder: Path) -> dict[str, bytes]:
    """The bytes of each file that an export writes."""
    (studio,) = await Studio.objects().where(Studio.id == studio_id)
    return {name: (folder / name).read_bytes() for name in await export_files(studio, folder)}


async def test_what_was_imported_comes_out_the_same(app_settings: Settings, tmp_path: Path, context: Context) -> None:
    rows = [
        reservation(1, "s0", attended="true"),
        reservation(2, "s1"),
        reservation(3, "s2", cancelled_at="2026-03-01T09:00"),
    ]
    folder = write_files(tmp_path / "old", {**STUDIO_FILES, "reservations.csv": rows})
    async with empty_database(app_settings):
        studio_id = await add_studio()
        await import_from(folder, studio_id, context)
        first = await exported(studio_id, tmp_path / "first")
    async with empty_database(app_settings):
        studio_id = await add_studio()
        await import_from(tmp_path / "first", studio_id, context)
        assert await exported(studio_id, tmp_path / "second") == first
