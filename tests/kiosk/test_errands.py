"""What the screens ask for is fetched off their threads, and every end of it comes back as an event."""

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import NamedTuple

import pytest

from kiosk.desk import Desk
from kiosk.device_token import FileStore
from kiosk.errands import Errands, Pairer
from kiosk.screens.asks import Ask, CheckScan, Pair, ReadClass, ReadDay, ReadTiles, ScanTyped, SignIn
from kiosk.screens.events import (
    Answered,
    DecidedHere,
    Declined,
    Done,
    Event,
    KeptChanged,
    Paired,
    Scanned,
    SignedIn,
    StaffSignedOut,
    Unanswered,
)
from kiosk.screens.states import Alone, Kept
from kiosk.server_client import ServerClient
from kiosk.staff import StaffDesk
from tests.kiosk.door_alone import DoorAlone, place
from tests.kiosk.samples import NOW, code_of, verdict
from tests.kiosk.screens.play import STUDIO, scan
from tests.kiosk.studio import PIN, TOKEN, Says, Studio, problem

SCAN = ("POST", "/api/kiosk/scan")


class Office(NamedTuple):
    """Errands, what they told, and how often the roster was sent to look."""

    errands: Errands
    told: Queue[Event]
    looks: Queue[None]
    store: FileStore

    def run(self, ask: Ask) -> Event:
        """Run an errand and return what it tells first."""
        self.errands.start(5, ask)
        return self.told.get(timeout=10)


@pytest.fixture
def office(client: ServerClient, studio: Studio, alone: DoorAlone, tmp_path: Path) -> Iterator[Office]:
    """Errands at a studio that says yes to scans."""
    studio.reply(*SCAN, Says(200, verdict()))
    told: Queue[Event] = Queue()
    looks: Queue[None] = Queue()
    store = FileStore(tmp_path / "token")
    desk = Desk(client, alone.door, alone.clock, told.put, threading.Event())
    pairer = Pairer(client, store, studio.url, alone.door.forget_roster)
    errands = Errands(desk, StaffDesk(client), pairer, told.put, lambda: looks.put(None), alone.door.kept)
    yield Office(errands, told, looks, store)
    errands.stop()
    desk.stop()


def test_a_scan_is_answered_with_its_verdict(office: Office) -> None:
    assert office.run(CheckScan(scan())) == Answered(5, verdict())


def test_a_scan_decided_here_is_told_first_then_what_waits_and_the_roster_looks(
    office: Office, studio: Studio, alone: DoorAlone
) -> None:
    alone.hear(place(1))
    studio.go_away()
    answered = office.run(CheckScan(scan()))
    assert isinstance(answered, Answered)
    assert isinstance(answered.answer, DecidedHere)
    assert office.told.get(timeout=10) == KeptChanged(Kept(1, 0, Alone.READY))
    office.looks.get(timeout=10)


def test_pairing_forgets_the_roster_from_before(office: Office, alone: DoorAlone) -> None:
    alone.hear(place(1))
    office.run(Pair("ABCD2345"))
    assert alone.door.about() is None


def test_a_typed_code_becomes_a_scan(office: Office) -> None:
    scanned = office.run(ScanTyped(code_of(7)))
    assert isinstance(scanned, Scanned)
    assert (scanned.scan.text, scanned.scan.scanned_at) == (code_of(7), NOW)
    assert office.told.get(timeout=10) == Answered(5, Done())


def test_pairing_keeps_the_token_before_it_is_told_and_has_the_roster_read(office: Office, studio: Studio) -> None:
    assert office.run(Pair("ABCD2345")) == Answered(5, Paired(STUDIO))
    kept = office.store.read()
    assert kept is not None
    assert (kept.token, kept.server) == (TOKEN, studio.url)
    office.looks.get(timeout=10)


def test_staff_ask_through_the_same_door(office: Office) -> None:
    assert office.run(SignIn(3, PIN)) == Answered(5, SignedIn("Mara Lind"))


def test_a_refusal_comes_back_with_its_code(office: Office) -> None:
    assert office.run(SignIn(3, "999999")) == Declined(5, "pin_wrong", "Sentence of pin_wrong.")


def test_without_a_token_the_staff_are_signed_out(office: Office) -> None:
    assert office.run(ReadDay(NOW.date())) == StaffSignedOut(5)


@pytest.mark.parametrize("answer", [Says(503, b""), problem(401, "not_signed_in")])
def test_no_answer_and_a_dead_token_have_the_roster_look_at_the_server(
    office: Office, studio: Studio, answer: Says
) -> None:
    studio.reply("GET", "/api/kiosk/staff", answer)
    assert office.run(ReadTiles()) == Unanswered(5)
    office.looks.get(timeout=10)


def test_a_fault_of_our_own_is_logged_and_does_not_leave_the_screen_waiting(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.run(SignIn(3, PIN))
    assert office.run(ReadClass(99)) == Unanswered(5)
    assert "kiosk.errand_failed" in caplog.text
