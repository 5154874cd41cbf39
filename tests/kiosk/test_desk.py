"""The one way in for scans: one physical scan is one nonce, and every scan reaches the server (R26, R27)."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from kiosk.desk import Desk
from kiosk.failures import Unreachable
from kiosk.screens.asks import CheckScan, Scan
from kiosk.screens.events import Scanned
from kiosk.server_client import ServerClient
from server.contract.scan import ScanSource
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import NOW, code_of, verdict
from tests.kiosk.studio import TOKEN, BreaksOff, Says, Studio

CODE = code_of(7)
CALL = ("POST", "/api/kiosk/scan")


class Door(NamedTuple):
    """A desk, and the scans that it has taken."""

    desk: Desk
    taken: list[Scan]
    hand: HandClock
    studio: Studio


@pytest.fixture
def door(studio: Studio, hand: HandClock) -> Iterator[Door]:
    """A desk whose server says yes."""
    studio.reply(*CALL, Says(200, verdict()))
    clock = hand.kiosk_clock()
    client = ServerClient(studio.url, clock)
    client.use_token(TOKEN)
    taken: list[Scan] = []

    def tell(scanned: Scanned) -> None:
        taken.append(scanned.scan)

    yield Door(Desk(client, clock, tell), taken, hand, studio)
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
    assert first.nonce == again.nonce


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


def test_a_code_is_never_printed(door: Door) -> None:
    door.desk.scan(CODE, ScanSource.READER)
    assert CODE not in repr(door.taken[0])
