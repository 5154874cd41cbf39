"""The SQLite file holds people's names and addresses: nobody but its owner reads a new one."""

import stat
from pathlib import Path

from server.database.sqlite_engine import StudioSQLiteEngine


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


async def opened(file: Path) -> dict[str, int]:
    """Return the modes of SQLite's own files while the engine has them open."""
    engine = StudioSQLiteEngine(file)
    await engine.open()
    await engine.run_ddl("CREATE TABLE note (text TEXT NOT NULL)")
    modes = {each.name: mode_of(each) for each in file.parent.iterdir()}
    await engine.close()
    return modes


async def test_a_new_file_and_its_folder_are_their_owners_alone(tmp_path: Path) -> None:
    modes = await opened(tmp_path / "data" / "studio.db")
    assert modes == {"studio.db": 0o600, "studio.db-wal": 0o600, "studio.db-shm": 0o600}
    assert mode_of(tmp_path / "data") == 0o700


async def test_a_file_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "studio.db"
    file.touch()
    file.chmod(0o640)
    assert (await opened(file))["studio.db"] == 0o640
