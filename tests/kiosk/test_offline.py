"""The door without its server: decided, kept and on the disk before anybody is told (R26, R37, `kiosk.md`)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk import journal
from kiosk.failures import CannotDecide, CannotKeep
from kiosk.journal import KeptScan, SetAside
from kiosk.offline import OfflineDoor
from kiosk.screens.asks import Scan
from kiosk.screens.events import DecidedHere, RosterRead, Standing
from kiosk.screens.states import Alone, Kept, Upcoming, needs_look
from kiosk.screens.states import Studio as KnownStudio
from server.contract.scan import ScanSource
from server.rules.vocabulary import ReservationStatus
from tests.kiosk.door_alone import HOME, SERVER, DoorAlone, open_door, place
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import NOW, STARTS, ZONE, code_of, verdict

DAY = 24 * 3600.0


@pytest.fixture
def alone(tmp_path: Path, hand: HandClock) -> Iterator[DoorAlone]:
    """A kiosk that has read a roster with Ana's place."""
    with open_door(tmp_path, hand) as alone:
        alone.hear(place(7))
        yield alone


def waiting(alone: DoorAlone) -> list[KeptScan]:
    with alone.file.transaction() as db:
        return journal.waiting(db, HOME, 100)


def outcome(decision: DecidedHere) -> tuple[str, str]:
    return decision.standing.value, decision.verdict.verdict


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


def test_all_of_it_is_there_after_a_restart_without_the_server(alone: DoorAlone) -> None:
    alone.scan()
    alone.restart()
    assert [kept.nonce for kept in waiting(alone)] == ["nonce-1"]
    assert outcome(alone.scan()) == ("refused", "already_checked_in")
    told = alone.door.recall()
    coming = tuple(Upcoming("Beginner Wheel Throwing", "Room 1", at) for at in (STARTS, STARTS + timedelta(days=3)))
    assert told == RosterRead(KnownStudio("Clay & Co.", ZONE), coming)


def test_who_was_let_in_here_stays_let_in_when_an_older_roster_arrives(alone: DoorAlone) -> None:
    alone.scan()
    alone.hear(place(7))
    assert outcome(alone.scan()) == ("refused", "already_checked_in")


def test_a_place_cancelled_meanwhile_is_cancelled_though_it_was_let_in(alone: DoorAlone) -> None:
    alone.scan()
    alone.hear(place(7, ReservationStatus.CANCELLED))
    assert outcome(alone.scan()) == ("refused", "cancelled")


def test_whom_the_server_let_in_is_already_there_without_it(alone: DoorAlone) -> None:
    alone.door.note_arrival(verdict("too_early", reservation_id=7))
    alone.door.note_arrival(verdict("ok", reservation_id=None))
    alone.door.note_arrival(verdict("ok", reservation_id=7, checked_in_at=NOW - timedelta(minutes=3)))
    decision = alone.scan()
    assert outcome(decision) == ("refused", "already_checked_in")
    assert decision.verdict.checked_in_at == NOW - timedelta(minutes=3)


def test_an_offer_is_taken_without_the_server(alone: DoorAlone) -> None:
    alone.hear(place(7), later=(place(8),))
    refused = alone.scan(code_of(8), nonce="thursday")
    assert refused.verdict.offer is not None
    assert refused.verdict.offer.reservation_id == 7
    taken = alone.scan(code_of(8), nonce="thursday-offer", offer=7)
    assert (outcome(taken), taken.verdict.reservation_id) == (("saved", "ok"), 7)
    assert waiting(alone)[-1].offer_reservation_id == 7
    assert outcome(alone.scan(code_of(7))) == ("refused", "already_checked_in")


def test_a_punch_is_gone_from_all_places_of_the_pass(alone: DoorAlone) -> None:
    punch: dict[str, Any] = {"sessions_remaining": 1, "pass_key": "p1"}
    others = (place(9, customer_key="2", sessions_remaining=1, pass_key="p2"), place(10, customer_key="3"))
    alone.hear(place(7, **punch), place(8, **punch), *others)
    assert outcome(alone.scan(code_of(7))) == ("saved", "ok")
    assert outcome(alone.scan(code_of(8))) == ("refused", "no_punches_left")
    assert [outcome(alone.scan(code_of(number)))[0] for number in (9, 10)] == ["saved", "saved"]


def test_the_punch_that_an_absence_took_is_not_taken_again(alone: DoorAlone) -> None:
    missed = place(7, ReservationStatus.NO_SHOW, sessions_remaining=1, no_show_took_punch=True, pass_key="p1")
    alone.hear(missed, place(8, sessions_remaining=1, pass_key="p1"))
    assert [outcome(alone.scan(code_of(number)))[0] for number in (7, 8)] == ["saved", "saved"]


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


def test_another_servers_roster_is_none(alone: DoorAlone) -> None:
    elsewhere = OfflineDoor(alone.file, alone.clock, "http://elsewhere.test")
    assert (elsewhere.about(), elsewhere.kept().alone) == (None, Alone.NO_ROSTER)


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


def test_ten_thousand_scans_wait_in_their_order(alone: DoorAlone) -> None:
    fill(alone, 10_000)
    assert outcome(alone.scan()) == ("saved", "ok")
    assert alone.door.kept().waiting == 10_001
    assert [kept.nonce for kept in waiting(alone)] == [f"filled-{number}" for number in range(100)]


def test_a_queue_that_is_full_takes_no_more(alone: DoorAlone) -> None:
    door = OfflineDoor(alone.file, alone.clock, SERVER, queue_limit=1)
    alone.scan()
    with pytest.raises(CannotDecide, match="queue_full"):
        door.decide(Scan(code_of(8), "one-more", ScanSource.READER, NOW, None))


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


def nonces(alone: DoorAlone) -> list[str]:
    with alone.file.transaction() as db:
        return [row[0] for row in db.execute("SELECT nonce FROM scan ORDER BY seq")]


def fill(alone: DoorAlone, scans: int) -> None:
    """Keep so many scans of other people."""
    sample = KeptScan(
        nonce="",
        home=HOME,
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
