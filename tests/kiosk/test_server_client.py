"""The kiosk's calls over a real connection: what goes out, what comes back, and every way to fail."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from kiosk.failures import Refused, Revoked, StaffSessionOver, Unreachable
from kiosk.kiosk_clock import KioskClock
from kiosk.server_client import ServerClient
from server.clock import SystemClock
from server.contract.kiosk import HeartbeatAnswer, HeartbeatRequest, PinRequest
from server.contract.reservations import StaffCheckInRequest, StaffMethod
from server.contract.scan import ScanRequest, ScanSource
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import NOW, code_of, day_session, person, reservation, snapshot, verdict
from tests.kiosk.studio import ETAG, PIN, STAFF_TOKEN, TOKEN, Answer, BreaksOff, Hangs, Says, Studio, problem
from tests.parts.free_port import free_port

SCAN = ("POST", "/api/kiosk/scan")
HEARTBEAT = HeartbeatRequest(version="1", queue_length=0, clock_offset_ms=0)


def scan_request() -> ScanRequest:
    """Return a scan as the desk sends it."""
    return ScanRequest(code=code_of(7), nonce="nonce-of-a-scan", scanned_at=NOW, source=ScanSource.READER)


def test_a_scan_goes_out_with_the_device_token_and_comes_back_typed(client: ServerClient, studio: Studio) -> None:
    studio.reply(*SCAN, Says(200, verdict(sessions_remaining=7)))
    assert client.scan(scan_request(), 1.2) == verdict(sessions_remaining=7)
    (heard,) = studio.calls(*SCAN)
    assert heard.headers["authorization"] == f"Bearer {TOKEN}"
    assert heard.body["nonce"] == "nonce-of-a-scan"
    assert heard.body["scannedAt"] == "2026-03-03T20:42:00Z"


def test_facts_of_a_newer_server_do_not_disturb(client: ServerClient, studio: Studio) -> None:
    studio.reply(*SCAN, Says(200, {"verdict": "ok", "message": "Welcome", "colourOfTheDay": "clay"}))
    assert client.scan(scan_request(), 1.2).verdict == "ok"


def test_a_scan_is_repeated_once_with_its_nonce_where_the_connection_breaks(
    client: ServerClient, studio: Studio
) -> None:
    answers: Iterator[Answer] = iter([BreaksOff(), Says(200, verdict())])
    studio.reply(*SCAN, lambda _: next(answers))
    assert client.scan(scan_request(), 1.2).verdict == "ok"
    assert [heard.body["nonce"] for heard in studio.calls(*SCAN)] == ["nonce-of-a-scan"] * 2


def test_a_connection_that_breaks_twice_is_no_answer(client: ServerClient, studio: Studio) -> None:
    studio.reply(*SCAN, BreaksOff())
    with pytest.raises(Unreachable):
        client.scan(scan_request(), 1.2)
    assert len(studio.calls(*SCAN)) == 2


def test_a_server_that_is_not_there_is_no_answer(hand: HandClock) -> None:
    client = ServerClient(f"http://127.0.0.1:{free_port()}", hand.kiosk_clock())
    with pytest.raises(Unreachable):
        client.staff_tiles()
    client.close()


def test_a_server_that_hangs_is_given_up_and_not_asked_twice(studio: Studio) -> None:
    waits = iter([0.0, 0.0, 1.1])  # the scan's 1.2 s are nearly over when it goes out
    client = ServerClient(studio.url, KioskClock(SystemClock(), lambda: next(waits)))
    client.use_token(TOKEN)
    studio.reply(*SCAN, Hangs())
    with pytest.raises(Unreachable, match="ReadTimeout"):
        client.scan(scan_request(), 1.2)
    assert len(studio.calls(*SCAN)) == 1
    client.close()


@pytest.mark.parametrize(
    "answer",
    [
        Says(200, b"<html>Please sign in to the hotel's network</html>"),
        Says(200, {"verdict": 7}),
        Says(500, b"oops"),
        Says(502, b""),
        problem(503, "database_away"),
        Says(302, b"", {"Location": "http://127.0.0.1/elsewhere"}),
    ],
)
def test_what_a_kiosk_cannot_read_is_no_answer(client: ServerClient, studio: Studio, answer: Says) -> None:
    studio.reply(*SCAN, answer)
    with pytest.raises(Unreachable):
        client.scan(scan_request(), 1.2)


def test_a_problem_is_a_refusal_with_its_code_and_sentence(client: ServerClient, studio: Studio) -> None:
    studio.reply(*SCAN, problem(422, "invalid_request"))
    with pytest.raises(Refused) as refused:
        client.scan(scan_request(), 1.2)
    assert (refused.value.code, refused.value.sentence) == ("invalid_request", "Sentence of invalid_request.")


CALLS: dict[str, tuple[tuple[str, str], Callable[[ServerClient], object]]] = {
    "snapshot": (("GET", "/api/kiosk/snapshot"), lambda client: client.snapshot(None)),
    "heartbeat": (("POST", "/api/kiosk/heartbeat"), lambda client: client.heartbeat(HEARTBEAT)),
    "scan": (SCAN, lambda client: client.scan(scan_request(), 1.2)),
    "tiles": (("GET", "/api/kiosk/staff"), lambda client: client.staff_tiles()),
    "PIN": (("POST", "/api/kiosk/staff"), lambda client: client.sign_in(PinRequest(staff_id=3, pin=PIN))),
}


@pytest.mark.parametrize(("call", "ask"), CALLS.values(), ids=CALLS)
def test_a_dead_device_token_is_revocation(
    client: ServerClient, studio: Studio, call: tuple[str, str], ask: Callable[[ServerClient], object]
) -> None:
    studio.reply(*call, problem(401, "not_signed_in"))
    with pytest.raises(Revoked):
        ask(client)


def test_a_heartbeat_can_say_that_the_kiosk_is_revoked(client: ServerClient, studio: Studio) -> None:
    studio.reply("POST", "/api/kiosk/heartbeat", Says(200, HeartbeatAnswer(server_time=NOW, revoked=True)))
    with pytest.raises(Revoked):
        client.heartbeat(HEARTBEAT)


def test_pairing_gives_a_token_and_is_never_repeated(hand: HandClock, studio: Studio) -> None:
    client = ServerClient(studio.url, hand.kiosk_clock())
    assert (client.pair("ABCD2345").token, client.has_token) == (TOKEN, False)
    studio.reply("POST", "/api/kiosk/pair", BreaksOff())
    with pytest.raises(Unreachable):
        client.pair("ABCD2345")
    assert len(studio.calls("POST", "/api/kiosk/pair")) == 2
    client.close()


def test_a_wrong_pairing_code_is_a_refusal_and_no_revocation(client: ServerClient, studio: Studio) -> None:
    studio.reply("POST", "/api/kiosk/pair", problem(401, "wrong_code"))
    with pytest.raises(Refused, match="wrong_code"):
        client.pair("ABCD2346")


def test_the_roster_is_read_once_and_then_by_its_etag(client: ServerClient, studio: Studio, hand: HandClock) -> None:
    server_time = NOW + timedelta(minutes=3)
    usual = studio.replace("GET", "/api/kiosk/snapshot", Says(200, snapshot(server_time), {"ETag": ETAG}))
    answer = client.snapshot(None)
    assert answer is not None
    assert (answer[0].studio_name, answer[1]) == ("Clay & Co.", ETAG)
    studio.reply("GET", "/api/kiosk/snapshot", usual)
    assert client.snapshot(ETAG) is None


def test_the_clock_learns_from_snapshot_and_heartbeat(studio: Studio, hand: HandClock) -> None:
    clock = hand.kiosk_clock()
    client = ServerClient(studio.url, clock)
    client.use_token(TOKEN)
    studio.reply("GET", "/api/kiosk/snapshot", Says(200, snapshot(NOW + timedelta(minutes=3))))
    client.snapshot(None)
    assert clock.offset_ms() == 180_000
    answer = HeartbeatAnswer(server_time=NOW + timedelta(minutes=4), revoked=False)
    studio.reply("POST", "/api/kiosk/heartbeat", Says(200, answer))
    client.heartbeat(HEARTBEAT)
    assert clock.offset_ms() == 240_000
    client.close()


def test_a_wrong_and_a_locked_pin_are_refusals_and_a_pin_is_sent_once(client: ServerClient, studio: Studio) -> None:
    with pytest.raises(Refused, match="pin_wrong"):
        client.sign_in(PinRequest(staff_id=3, pin="999999"))
    studio.reply("POST", "/api/kiosk/staff", problem(429, "pin_locked", retryAt="2026-03-03T20:42:30Z"))
    with pytest.raises(Refused) as locked:
        client.sign_in(PinRequest(staff_id=3, pin="999999"))
    assert locked.value.retry_at == NOW + timedelta(seconds=30)
    studio.reply("POST", "/api/kiosk/staff", BreaksOff())
    with pytest.raises(Unreachable):
        client.sign_in(PinRequest(staff_id=3, pin="999999"))
    assert len(studio.calls("POST", "/api/kiosk/staff")) == 3


def test_a_right_pin_gives_the_staffs_token(client: ServerClient) -> None:
    assert client.sign_in(PinRequest(staff_id=3, pin=PIN)).token == STAFF_TOKEN


def test_staff_calls_name_both_the_person_and_the_kiosk(client: ServerClient, studio: Studio) -> None:
    studio.reply("GET", "/api/staff/sessions", Says(200, [day_session(1)]))
    studio.reply("GET", "/api/staff/sessions/1/reservations", Says(200, [person()]))
    assert client.day(STAFF_TOKEN, date(2026, 3, 3)) == [day_session(1)]
    assert client.people(STAFF_TOKEN, 1) == [person()]
    for heard in studio.heard:
        assert heard.headers["authorization"] == f"Bearer {STAFF_TOKEN}"
        assert heard.headers["studio-kiosk"] == TOKEN
    assert studio.heard[0].path == "/api/staff/sessions?date=2026-03-03"


def test_a_check_in_by_hand_has_a_key_that_stays_on_a_repeat(client: ServerClient, studio: Studio) -> None:
    path = "/api/staff/reservations/7/check-in"
    answers: Iterator[Answer] = iter([BreaksOff(), Says(200, reservation(7)), Says(200, reservation(7))])
    studio.reply("POST", path, lambda _: next(answers))
    body = StaffCheckInRequest(reason="Came late", waive_punch=True, method=StaffMethod.NAME)
    assert client.check_in(STAFF_TOKEN, 7, body) == reservation(7)
    client.check_in(STAFF_TOKEN, 7, body)
    first, repeat, second = studio.calls("POST", path)
    assert first.body == {"reason": "Came late", "waivePunch": True, "method": "NAME"}
    assert first.headers["idempotency-key"] == repeat.headers["idempotency-key"] != second.headers["idempotency-key"]


def test_taking_a_check_in_back(client: ServerClient, studio: Studio) -> None:
    studio.reply("POST", "/api/staff/reservations/7/undo", Says(200, reservation(7)))
    assert client.undo(STAFF_TOKEN, 7) == reservation(7)


def test_a_staff_token_that_has_run_out_is_no_revocation_of_the_kiosk(client: ServerClient, studio: Studio) -> None:
    studio.reply("GET", "/api/staff/sessions", problem(401, "not_signed_in"))
    with pytest.raises(StaffSessionOver):
        client.day(STAFF_TOKEN, date(2026, 3, 3))


def test_a_staff_refusal_keeps_the_servers_sentence(client: ServerClient, studio: Studio) -> None:
    studio.reply("POST", "/api/staff/reservations/7/undo", problem(409, "session_ended"))
    with pytest.raises(Refused, match="session_ended"):
        client.undo(STAFF_TOKEN, 7)
