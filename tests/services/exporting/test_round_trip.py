"""Out, into an empty server, and out again: the same bytes."""

from pathlib import Path

from server.services.context import Context
from server.settings import Settings
from tests.app_fixtures import empty_database
from tests.builders import add_studio
from tests.exports import exported, rows_of
from tests.imports import ANA, EIGHT, POTTERY, STUDIO_FILES, import_from, reservation, write_files

TEXTS = {
    "name": "'=Ana; \"the\"\n<b>potter</b>, 'Tis \u202eher",
    "phone": "'+1 555 0100",
    "email": "'-ana@example.org",
}


async def test_what_was_imported_comes_out_the_same(app_settings: Settings, tmp_path: Path, context: Context) -> None:
    """Every odd text and every term too, under the ids with which they came."""
    files = {
        **STUDIO_FILES,
        "customers.csv": [ANA | TEXTS],
        "courses.csv": [POTTERY, POTTERY | {"id": "=c2", "archived_at": "2026-01-05T10:00:00.123456Z"}],
        "steps.csv": [{"id": "t1", "course_id": "c1", "position": "1", "title": "@Part", "window_start": "2026-03-02"}],
        "passes.csv": [
            EIGHT
            | {"max_advance_reservations": "", "frozen_from": "2026-07-01", "payment_note": "-1", "currency": "USD"},
            EIGHT | {"id": "p2", "course_ids": "=c2 c1", "cancelled_at": "2026-02-01T10:00"},
        ],
        "reservations.csv": [
            reservation(1, "s0", attended="true"),
            reservation(2, "s1"),
            reservation(3, "s2", cancelled_at="2026-03-01T09:00"),
        ],
    }
    folder = write_files(tmp_path / "old", files)
    async with empty_database(app_settings):
        studio_id = await add_studio()
        await import_from(folder, studio_id, context)
        first = await exported(studio_id, tmp_path / "first")
    async with empty_database(app_settings):
        studio_id = await add_studio()
        await import_from(tmp_path / "first", studio_id, context)
        assert await exported(studio_id, tmp_path / "second") == first
    assert [row["id"] for row in rows_of(first["reservations.csv"])] == ["r1", "r2", "r3"]
    assert rows_of(first["customers.csv"])[0]["name"] == TEXTS["name"]
