"""A scan at the kiosk and its verdict (R26-R28, `api.md`)."""

from datetime import UTC, datetime

import msgspec
import pytest

from server.contract.scan import Nonce, Offer, ScanRequest, ScanSource, ScanVerdict
from tests.contract.wire import is_taken, names_of, sent

SCAN = {"code": "LTFX IPPF", "nonce": "0f8b-4c2d_A", "scannedAt": "2026-03-02T21:00:00Z"}
VERDICT = """
    verdict reservationId displayName courseName stepTitle room startsAt endsAt opensAt closesAt checkedInAt
    sessionsRemaining locale offer message
"""


def test_a_scan_needs_code_nonce_and_instant_and_comes_from_a_reader() -> None:
    """`api.md`: `{code, nonce, scannedAt, source?, offerReservationId?}`."""
    scan = sent(ScanRequest, SCAN)
    assert scan == ScanRequest(code="LTFX IPPF", nonce="0f8b-4c2d_A", scanned_at=datetime(2026, 3, 2, 21, tzinfo=UTC))
    assert (scan.source, scan.offer_reservation_id) == (ScanSource.READER, None)
    assert names_of(ScanRequest) == ["code", "nonce", "scannedAt", "source", "offerReservationId"]


@pytest.mark.parametrize("source", ["reader", "camera", "typed"])
def test_a_scan_says_how_it_came_in(source: str) -> None:
    """`kiosk.md`, "Ways in"."""
    assert sent(ScanRequest, {**SCAN, "source": source}).source == source


@pytest.mark.parametrize("code", ["", "\r\n", "\N{NO-BREAK SPACE}\ud7ff🎟", "x" * 5000])
def test_any_text_may_be_scanned_and_the_answer_is_a_verdict(code: str) -> None:
    """`kiosk.md`: 5,000 characters of noise are `unknown_code`, not an error."""
    assert sent(ScanRequest, {**SCAN, "code": code}).code == code


@pytest.mark.parametrize(
    "change",
    [
        {"code": "LTFX\x00"},
        {"code": None},
        {"code": 1},
        {"scannedAt": "2026-03-02T21:00:00"},
        {"scannedAt": "1999-12-31T23:59:59Z"},
        {"source": "READER"},
        {"source": None},
        {"offerReservationId": 0},
        {"offerReservationId": 2**31},
        {"reservationId": 1},
    ],
)
def test_a_scan_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    with pytest.raises(msgspec.ValidationError):
        sent(ScanRequest, {**SCAN, **change})


@pytest.mark.parametrize("field", ["code", "nonce", "scannedAt"])
def test_a_scan_leaves_nothing_out(field: str) -> None:
    """`api.md`."""
    with pytest.raises(msgspec.ValidationError):
        sent(ScanRequest, {name: value for name, value in SCAN.items() if name != field})


@pytest.mark.parametrize("nonce", ["a" * 8, "Z" * 64, "0f8b4c2d-1a2b-4c3d-8e9f-001122334455", "__--__--"])
def test_a_nonce_is_8_to_64_plain_characters(nonce: str) -> None:
    """R26."""
    assert is_taken(Nonce, nonce)


@pytest.mark.parametrize(
    "nonce", ["a" * 7, "a" * 65, "a" * 7 + "\n", "a" * 8 + "\n", "a b c d e", "ääääääää", "a" * 8 + "\x00"]
)
def test_other_nonces_are_refused(nonce: str) -> None:
    """R26."""
    assert not is_taken(Nonce, nonce)


def test_a_verdict_has_the_fields_of_the_page_and_most_may_be_missing() -> None:
    """`api.md`, ScanVerdict; kiosks one version older or newer read it too."""
    assert set(names_of(ScanVerdict)) == set(VERDICT.split())
    verdict = ScanVerdict(verdict="unknown_code", message="We do not know this code.")
    assert sent(ScanVerdict, {"verdict": verdict.verdict, "message": verdict.message, "news": 1}) == verdict


def test_an_offer_says_which_class_it_is() -> None:
    """R28: `{reservationId, courseName, startsAt}`."""
    offer = {"reservationId": 5, "courseName": "Wheel", "startsAt": "2026-03-02T21:00:00Z"}
    verdict = sent(ScanVerdict, {"verdict": "too_early", "message": "", "offer": offer})
    assert verdict.offer == Offer(reservation_id=5, course_name="Wheel", starts_at=datetime(2026, 3, 2, 21, tzinfo=UTC))
