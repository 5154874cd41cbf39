"""The door without its server: decided, kept and on the disk before anybody is told (R26, R37, `kiosk.md`)."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.failures import CannotDecide, CannotKeep
from kiosk.offline import OfflineDoor
from kiosk.screens.asks import Scan
from kiosk.screens.events import RosterRead
from kiosk.screens.states import Alone, Kept, Upcoming, needs_look
from kiosk.screens.states import Studio as KnownStudio
from server.contract.scan import ScanSource
from tests.kiosk.door_alone import DoorAlone, open_door, outcome, place, waiting
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import NOW, STARTS, ZONE, code_of, verdict

DAY = 24 * 3600.0


@pytest.fixture
def alone(alone: DoorAlone) -> DoorAlone:
    """It has read a roster with Ana's place."""
    alone.hear(place(7))
    return alone


def test_a_known_code_is_saved_with_its_nonce_and_its_instant(alone: DoorAlone) -> None:
    alone.hand.go(60)
    assert outcome(alone.scan(nonce="the-nonce")) == ("saved", "ok")
    (kept,) = waiting(alone)
    assert (kept.nonce, kept.code, kept.reservation_id) == ("the-nonce", code_of(7), 7)
    assert (kept.scanned_at, kept.verdict, kept.boot_id) == (NOW + timedelta(seconds=60), "ok", "first-boot")


def test_a_second_scan_of_the_same_code_is_already_with_the_first_instant(alone: DoorAlone) -> None:
    alone.scan()
    alone.hand.go(10)
    second = alone.scan()
    assert outcome(second) == ("refused", "already_checked_in")
    assert second.verdict.checked_in_at == NOW


def test_all_of_it_is_there_after_a_restart_without_the_server(alone: DoorAlone) -> None:
    alone.scan()
    alone.restart()
    assert [kept.nonce for kept in waiting(alone)] == ["nonce-1"]
    assert outcome(alone.scan()) == ("refused", "already_checked_in")
    told = alone.door.recall()
    coming = tuple(Upcoming("Beginner Wheel Throwing", "Room 1", at) for at in (STARTS, STARTS + timedelta(days=3)))
    assert told == RosterRead(KnownStudio("Clay & Co.", ZONE), coming)


def test_a_roster_over_a_day_old_keeps_and_over_three_days_old_sends_to_the_staff(alone: DoorAlone) -> None:
    alone.hand.go(DAY + 1)
    assert (outcome(alone.scan()), alone.door.kept().alone) == (("kept", "kept"), Alone.UNSURE)
    alone.hand.go(2 * DAY)
    assert alone.door.kept().alone is Alone.OLD_ROSTER
    with pytest.raises(CannotDecide, match="old_roster"):
        alone.scan()
    alone.door.confirm()
    assert alone.door.kept().alone is Alone.READY


def test_without_a_roster_there_is_nothing_to_decide_by(tmp_path: Path, hand: HandClock) -> None:
    with open_door(tmp_path, hand) as alone:
        alone.door.confirm()
        assert (alone.door.kept().alone, alone.door.recall(), alone.door.about()) == (Alone.NO_ROSTER, None, None)
        with pytest.raises(CannotDecide, match="no_roster"):
            alone.scan()


def test_a_rebooted_kiosk_whose_clock_is_behind_judges_nobody_until_the_server_speaks(alone: DoorAlone) -> None:
    alone.scan()
    alone.hand.wall -= timedelta(hours=1)
    alone.hand.seconds = 2.0
    alone.restart(boot_id="second-boot")
    assert alone.door.kept() == Kept(1, 0, Alone.CLOCK)
    with pytest.raises(CannotDecide, match="clock"):
        alone.scan()
    alone.clock.learn(NOW, 2.0, 2.0)
    assert alone.door.kept().alone is Alone.READY


def test_a_revoked_kiosk_knows_nobody_and_keeps_what_waits(alone: DoorAlone) -> None:
    alone.scan()
    alone.door.forget_roster()
    assert alone.door.kept() == Kept(1, 0, Alone.NO_ROSTER)
    raw = b"".join(path.read_bytes() for path in alone.folder.glob("kiosk.db"))
    assert b"Ana R." not in raw
    alone.hear(place(7))
    assert [kept.code for kept in waiting(alone)] == [code_of(7)]


def test_a_scan_that_can_not_be_kept_is_not_taken(alone: DoorAlone) -> None:
    alone.file.close()
    path = alone.folder / "kiosk.db"
    path.rename(alone.folder / "away")
    path.mkdir()
    with pytest.raises(CannotKeep):
        alone.scan()
    assert alone.door.kept().alone is Alone.CANNOT_KEEP
    alone.door.note_arrival(verdict("ok", reservation_id=7))
    path.rmdir()
    (alone.folder / "away").rename(path)
    assert outcome(alone.scan()) == ("saved", "ok"), "it was not let in before"


def test_a_damaged_file_is_set_aside_and_said_so_until_somebody_takes_it_away(alone: DoorAlone) -> None:
    alone.scan()
    alone.file.close()
    path = alone.folder / "kiosk.db"
    path.write_bytes(path.read_bytes()[:5000])
    kept = alone.door.kept()
    assert (kept.alone, len(kept.damaged), needs_look(kept)) == (Alone.NO_ROSTER, 1, 1)
    alone.hear(place(7))
    assert outcome(alone.scan()) == ("saved", "ok")
    (alone.folder / kept.damaged[0]).unlink()
    assert needs_look(alone.door.kept()) == 0


def test_a_queue_that_is_full_takes_no_more(alone: DoorAlone) -> None:
    door = OfflineDoor(alone.file, alone.clock, alone.server, queue_limit=1)
    alone.scan()
    with pytest.raises(CannotDecide, match="queue_full"):
        door.decide(Scan(code_of(8), "one-more", ScanSource.READER, NOW, None))
