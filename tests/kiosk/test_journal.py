"""Scans that wait: each once, in its order, and none thrown away unsent (R26, R37)."""

from dataclasses import replace

import pytest

from kiosk import journal
from kiosk.journal import KeptScan, SetAside
from kiosk.screens.events import Standing
from kiosk.screens.states import Alone, Kept
from server.contract.scan import ScanSource
from tests.kiosk.door_alone import DoorAlone, outcome, place, waiting
from tests.kiosk.samples import NOW, code_of

DAY = 24 * 3600.0


@pytest.fixture
def alone(alone: DoorAlone) -> DoorAlone:
    """It has read a roster with Ana's place."""
    alone.hear(place(7))
    return alone


def test_every_scan_leaves_a_row_refused_ones_too(alone: DoorAlone) -> None:
    alone.scan()
    alone.scan()
    alone.scan("4006381333931")
    alone.scan(code_of(99))
    assert [(kept.standing, kept.verdict) for kept in waiting(alone)] == [
        (Standing.SAVED, "ok"),
        (Standing.REFUSED, "already_checked_in"),
        (Standing.REFUSED, "unknown_code"),
        (Standing.KEPT, "kept"),
    ]


def test_the_same_scan_asked_again_is_kept_once_and_told_the_same(alone: DoorAlone) -> None:
    assert outcome(alone.scan(nonce="lost")) == outcome(alone.scan(nonce="lost")) == ("saved", "ok")
    assert outcome(alone.scan(code_of(99), nonce="kept")) == outcome(alone.scan(code_of(99), nonce="kept"))
    assert len(waiting(alone)) == 2


def test_ten_thousand_scans_wait_in_their_order(alone: DoorAlone) -> None:
    fill(alone, 10_000)
    assert outcome(alone.scan()) == ("saved", "ok")
    assert alone.door.kept().waiting == 10_001
    assert [kept.nonce for kept in waiting(alone)] == [f"filled-{number}" for number in range(100)]


def test_what_was_answered_is_forgotten_after_three_days(alone: DoorAlone) -> None:
    alone.scan(nonce="answered")
    alone.scan(code_of(99), nonce="aside")
    with alone.file.transaction() as db:
        journal.answered(db, "answered", "ok", NOW)
        journal.set_aside(db, "aside", "invalid_request", NOW)
    assert alone.door.kept() == Kept(0, 1, Alone.READY)
    alone.hand.go(3 * DAY)
    alone.door.confirm()
    assert nonces(alone) == ["answered", "aside"]
    alone.hand.go(1)
    alone.door.confirm()
    assert nonces(alone) == ["aside"]


def test_an_answered_scan_has_no_code_any_more_and_one_set_aside_still_has(alone: DoorAlone) -> None:
    alone.scan(nonce="answered")
    alone.scan(code_of(99), nonce="aside")
    with alone.file.transaction() as db:
        journal.answered(db, "answered", "ok", NOW)
        journal.set_aside(db, "aside", "invalid_request", NOW)
        found = [journal.find(db, nonce) for nonce in ("answered", "aside")]
        (set_aside,) = journal.aside(db)
    assert [scan.code for scan in found if scan is not None] == ["", code_of(99)]
    assert set_aside == SetAside("aside", None, NOW, "invalid_request")


@pytest.mark.parametrize("is_running", [True, False], ids=["in the middle of the day", "at the start"])
def test_what_can_be_read_of_a_damaged_file_is_sent_all_the_same(alone: DoorAlone, *, is_running: bool) -> None:
    fill(alone, 500)
    alone.file.close()
    path = alone.folder / "kiosk.db"
    if is_running:  # the last scans are in the log beside the file, as after a power cut
        alone.scan(nonce="the-last")
        beside = {name: (alone.folder / name).read_bytes() for name in ("kiosk.db", "kiosk.db-wal")}
        alone.file.close()
        for name, content in beside.items():
            (alone.folder / name).write_bytes(content)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 4096 * 3 // 4 * 4096)
        file.write(b"\xa5" * 8192)
    kept = alone.door.kept()
    assert len(kept.damaged) == 1
    assert 100 < kept.waiting < 500
    assert [scan.nonce for scan in waiting(alone)] == [f"filled-{number}" for number in range(100)]


def nonces(alone: DoorAlone) -> list[str]:
    with alone.file.transaction() as db:
        return [row[0] for row in db.execute("SELECT nonce FROM scan ORDER BY seq")]


def fill(alone: DoorAlone, scans: int) -> None:
    """Keep so many scans of other people."""
    sample = KeptScan(
        nonce="",
        home=alone.home,
        code=code_of(1),
        reservation_id=None,
        source=ScanSource.READER,
        offer_reservation_id=None,
        scanned_at=NOW,
        verdict="kept",
        standing=Standing.KEPT,
        boot_ms=0,
        boot_id="first-boot",
    )
    with alone.file.transaction() as db:
        for number in range(scans):
            journal.keep(db, replace(sample, nonce=f"filled-{number}"))
