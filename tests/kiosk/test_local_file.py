"""The kiosk's one file: whole or not at all, for its user only, and never silently lost."""

import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.failures import CannotKeep
from kiosk.local_file import LocalFile, forget_fact, read_fact, write_fact
from tests.kiosk.hand_clock import HandClock

NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The kiosk's state folder."""
    return tmp_path


@pytest.fixture
def file(folder: Path, hand: HandClock) -> Iterator[LocalFile]:
    """A file that has kept a word."""
    file = opened(folder, hand)
    keep(file, "first")
    yield file
    file.close()


def opened(folder: Path, hand: HandClock) -> LocalFile:
    return LocalFile(folder / "kiosk.db", "", hand, rescue_words)


def rescue_words(damaged: sqlite3.Connection, db: sqlite3.Connection) -> int:
    """Nothing of these files is worth it."""
    return 0


def keep(file: LocalFile, word: str) -> None:
    with file.transaction() as db:
        write_fact(db, "word", word)


def break_off(file: LocalFile) -> None:
    with file.transaction() as db:
        write_fact(db, "word", "half")
        raise KeyError


def word_in(file: LocalFile) -> str | None:
    with file.transaction() as db:
        return read_fact(db, "word")


def test_what_is_kept_is_there_after_a_restart(file: LocalFile, folder: Path, hand: HandClock) -> None:
    file.close()
    again = opened(folder, hand)
    assert word_in(again) == "first"
    again.close()


def test_a_fact_can_be_replaced_and_forgotten(file: LocalFile) -> None:
    keep(file, "second")
    assert word_in(file) == "second"
    with file.transaction() as db:
        forget_fact(db, "word")
    assert word_in(file) is None


def test_a_transaction_that_breaks_off_changes_nothing(file: LocalFile) -> None:
    with pytest.raises(KeyError):
        break_off(file)
    assert word_in(file) == "first"


def test_only_its_user_can_read_it_and_what_was_open_is_closed(file: LocalFile, folder: Path, hand: HandClock) -> None:
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    file.close()
    (folder / "kiosk.db").chmod(0o644)
    again = opened(folder, hand)
    assert word_in(again) == "first"
    assert stat.S_IMODE((folder / "kiosk.db").stat().st_mode) == 0o600
    again.close()


@pytest.mark.parametrize("flaw", ["empty", "cut", "noise", "text", "newer"])
def test_a_damaged_file_is_set_aside_and_a_fresh_one_begun(
    file: LocalFile, folder: Path, hand: HandClock, flaw: str
) -> None:
    with file.transaction() as db:
        for number in range(200):
            write_fact(db, f"fact-{number}", "x" * 200)
    file.close()
    path = folder / "kiosk.db"
    damage(path, flaw)
    damaged = path.read_bytes()
    again = opened(folder, hand)
    assert word_in(again) is None
    (name,) = again.names_set_aside()
    assert (folder / name).read_bytes() == damaged
    keep(again, "fresh")
    assert word_in(again) == "fresh"
    again.close()


def damage(path: Path, flaw: str) -> None:
    whole = path.read_bytes()
    if flaw == "newer":
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA user_version=99")
        db.close()
        return
    noise = whole[:4096] + b"\xa5" * (len(whole) - 4096)
    path.write_bytes(
        {"empty": b"", "cut": whole[: len(whole) // 2], "noise": noise, "text": b"not a database " * 400}[flaw]
    )


def test_a_file_that_is_damaged_while_it_is_open_costs_one_scan_and_no_more(file: LocalFile, folder: Path) -> None:
    with file.transaction() as db:
        db.execute("PRAGMA writable_schema=ON")
        db.execute("UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'fact'")
    file.close()
    assert word_in(file) is None
    assert len(file.names_set_aside()) == 1


def test_a_full_disk_keeps_nothing_and_says_so_until_there_is_room(file: LocalFile) -> None:
    with file.transaction() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
    assert file._opened is not None
    file._opened.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(CannotKeep, match="full"):
        keep(file, "x" * 100_000)
    assert word_in(file) == "first", "opened anew, there is room"
    keep(file, "second")


def test_a_folder_that_takes_no_file_keeps_nothing(folder: Path, hand: HandClock) -> None:
    file = LocalFile(folder / "nowhere" / "kiosk.db", "", hand, rescue_words)
    with pytest.raises(CannotKeep):
        keep(file, "first")
    (folder / "nowhere").mkdir()
    keep(file, "first")
    file.close()


def test_a_file_that_can_not_be_written_keeps_nothing_and_is_left_as_it_is(hand: HandClock) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        file = opened(folder, hand)
        keep(file, "first")
        file.close()
        (folder / "kiosk.db").chmod(0o444)
        with as_somebody_else(), pytest.raises(CannotKeep):
            keep(file, "second")
        (folder / "kiosk.db").chmod(0o600)
        assert word_in(file) == "first"
        file.close()


class as_somebody_else:  # noqa: N801 - reads as the words of the test
    """Act as a user who may read the file and not write it; root, who may write everything, has to be another."""

    def __enter__(self) -> None:
        self._is_root = os.geteuid() == 0
        if self._is_root:
            os.seteuid(NOBODY)

    def __exit__(self, *_: object) -> None:
        if self._is_root:
            os.seteuid(0)
