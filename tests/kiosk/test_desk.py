"""The one way in for scans: one scan is one nonce; the server judges it, and without it the door (R26, R27)."""

from collections.abc import Iterator
from threading import Event
from typing import NamedTuple

import pytest

from kiosk import journal
from kiosk.desk import SAME_SCAN_SECONDS, Desk
from kiosk.failures import Refused, Unreachable
from kiosk.screens.asks import CheckScan, Scan
from kiosk.screens.events import DecidedHere, Scanned
from kiosk.server_client import ServerClient
from server.contract.scan import ScanSource
from tests.kiosk.door_alone import DoorAlone, place
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import NOW, code_of, verdict
from tests.kiosk.studio import TOKEN, BreaksOff, Hangs, Says, Studio, problem

CODE = code_of(7)
CALL = ("POST", "/api/kiosk/scan")


class Door(NamedTuple):
    """A desk, and the scans that it has taken."""

    desk: Desk
    taken: list[Scan]
    alone: DoorAlone
    studio: Studio
    server_lost: Event

    @property
    def hand(self) -> HandClock:
        """Time."""
        return self.alone.hand

    def judged(self, code: str = CODE) -> tuple[str, str]:
        """Scan a code and return who has judged it, and what was said."""
        self.hand.go(SAME_SCAN_SECONDS)
        self.desk.scan(code, ScanSource.READER)
        answer = self.desk.verdict(CheckScan(self.taken[-1]))
        if isinstance(answer, DecidedHere):
            return answer.standing.value, answer.verdict.verdict
        return "server", answer.verdict

    def nonces_kept(self) -> list[str]:
        """Return the nonces of the scans that wait."""
        with self.alone.file.transaction() as db:
            return [scan.nonce for scan in journal.waiting(db, self.alone.home, 100)]


@pytest.fixture
def door(studio: Studio, alone: DoorAlone) -> Iterator[Door]:
    """A desk whose server says yes, and which has read no roster yet."""
    studio.reply(*CALL, Says(200, verdict()))
    client = ServerClient(studio.url, alone.clock)
    client.use_token(TOKEN)
    taken: list[Scan] = []
    server_lost = Event()

    def tell(scanned: Scanned) -> None:
        taken.append(scanned.scan)

    desk = Desk(client, alone.door, alone.clock, tell, server_lost)
    yield Door(desk, taken, alone, studio, server_lost)
    desk.stop()
    client.close()


def test_the_same_code_within_4_s_is_one_scan(door: Door) -> None:
    door.desk.scan(CODE, ScanSource.READER)
    door.hand.go(3.999)
    door.desk.scan(f"HTTP://STUDIO.EXAMPLE/C/{CODE}\r", ScanSource.READER)
    assert len(door.taken) == 1


def test_the_same_code_after_4_s_is_a_new_scan_with_a_new_nonce(door: Door) -> None:
    door.desk.scan(CODE, ScanSource.READER)
    door.hand.go(4)
    door.desk.scan(CODE, ScanSource.READER)
    first, second = door.taken
    assert first.nonce != second.nonce


def test_another_code_is_taken_at_once(door: Door) -> None:
    door.desk.scan(CODE, ScanSource.READER)
    door.desk.scan(code_of(8), ScanSource.READER)
    door.desk.scan(CODE, ScanSource.READER)
    assert [scan.text for scan in door.taken] == [CODE, code_of(8)]


def test_a_scan_knows_when_and_how_it_came(door: Door) -> None:
    door.desk.scan(CODE, ScanSource.TYPED)
    (scan,) = door.taken
    assert (scan.source, scan.scanned_at, scan.heard_at) == (ScanSource.TYPED, NOW, 1000.0)


def test_the_verdict_comes_from_the_server(door: Door) -> None:
    door.desk.scan(CODE, ScanSource.READER)
    assert door.desk.verdict(CheckScan(door.taken[0])) == verdict()
    (heard,) = door.studio.calls(*CALL)
    assert heard.body == {
        "code": CODE,
        "nonce": door.taken[0].nonce,
        "scannedAt": "2026-03-03T20:42:00Z",
        "source": "reader",
        "offerReservationId": None,
    }


def test_a_scan_that_got_no_answer_is_asked_again_with_its_first_nonce(door: Door) -> None:
    door.studio.reply(*CALL, BreaksOff())
    door.desk.scan(CODE, ScanSource.READER)
    with pytest.raises(Unreachable):
        door.desk.verdict(CheckScan(door.taken[0]))
    door.hand.go(2)
    door.desk.scan(CODE, ScanSource.READER)
    first, again = door.taken
    assert (first.nonce, first.scanned_at) == (again.nonce, again.scanned_at)


def test_the_tap_on_an_offer_that_got_no_answer_lets_the_code_be_scanned_again(door: Door) -> None:
    door.desk.scan(CODE, ScanSource.READER)
    door.studio.reply(*CALL, BreaksOff())
    taken = Scan(CODE, f"{door.taken[0].nonce}-offer", ScanSource.READER, NOW, None, offer_reservation_id=8)
    with pytest.raises(Unreachable):
        door.desk.verdict(CheckScan(taken))
    door.desk.scan(CODE, ScanSource.READER)
    first, again = door.taken
    assert first.nonce == again.nonce


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("4006381333931", "4006381333931"),
        ("x" * 5000, "x" * 200),
        ("a\x00b", "ab"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        ("", ""),
    ],
)
def test_what_is_no_pass_code_is_sent_too_as_far_as_it_can_be(door: Door, text: str, sent: str) -> None:
    door.desk.scan(text, ScanSource.READER)
    door.desk.verdict(CheckScan(door.taken[0]))
    assert door.studio.calls(*CALL)[0].body["code"] == sent


@pytest.mark.parametrize("answer", [BreaksOff(), Hangs(), Says(500, b"oops"), problem(503, "database_away")])
def test_where_the_server_gives_no_answer_the_door_decides_and_keeps_the_scans_nonce(
    door: Door, answer: Says | Hangs | BreaksOff
) -> None:
    door.alone.hear(place(7))
    door.studio.reply(*CALL, answer)
    assert door.judged() == ("saved", "ok")
    assert door.nonces_kept() == [door.taken[0].nonce]
    assert door.server_lost.is_set()


def test_the_server_is_asked_first_and_what_it_says_is_not_kept(door: Door) -> None:
    door.alone.hear(place(7))
    door.studio.reply(*CALL, Says(200, verdict("too_late")))
    assert door.judged() == ("server", "too_late")
    assert door.nonces_kept() == []


def test_a_no_that_is_no_verdict_is_the_servers_last_word(door: Door) -> None:
    door.alone.hear(place(7))
    door.studio.reply(*CALL, problem(422, "invalid_request"))
    with pytest.raises(Refused):
        door.judged()
    assert door.nonces_kept() == []


def test_a_line_that_is_known_to_be_dead_is_not_waited_for(door: Door) -> None:
    door.alone.hear(place(7))
    door.server_lost.set()
    assert door.judged() == ("saved", "ok")
    assert door.studio.calls(*CALL) == []
    door.server_lost.clear()
    assert door.judged() == ("server", "ok")


def test_who_can_not_decide_asks_even_a_server_that_seems_lost(door: Door) -> None:
    door.server_lost.set()
    assert door.judged() == ("server", "ok")
    assert not door.server_lost.is_set()


def test_a_second_scan_without_the_server_is_already(door: Door) -> None:
    door.alone.hear(place(7), place(8))
    assert door.judged(CODE) == ("server", "ok")
    door.studio.go_away()
    assert door.judged(CODE) == ("refused", "already_checked_in")
    assert door.judged(code_of(8)) == ("saved", "ok")
    assert door.judged(code_of(8)) == ("refused", "already_checked_in")


def test_a_scan_that_was_decided_here_is_not_taken_again_within_4_s(door: Door) -> None:
    door.alone.hear(place(7))
    door.studio.go_away()
    door.judged()
    door.desk.scan(CODE, ScanSource.READER)
    assert len(door.taken) == 1


def test_a_code_is_never_printed(door: Door) -> None:
    door.desk.scan(CODE, ScanSource.READER)
    assert CODE not in repr(door.taken[0])
