"""Scans that were kept while the server was away, and what became of each (R37, `api.md`, "Kiosk")."""

from datetime import UTC, datetime

import msgspec
import pytest

from server.contract.uploads import UploadItem, UploadRequest, UploadResult, UploadResults
from server.rules.vocabulary import UploadOutcome
from tests.contract.wire import is_taken, names_of, sent

ITEM = {
    "code": "LTFX IPPF",
    "nonce": "0f8b-4c2d_A",
    "scannedAt": "2026-03-02T21:00:00Z",
    "source": "camera",
    "offerReservationId": 5,
    "verdict": "ok",
    "clockOffsetMs": -250,
    "bootId": "b7",
}


def test_an_item_is_what_the_page_says() -> None:
    """`api.md`: `{code, nonce, scannedAt, source, offerReservationId?, verdict, clockOffsetMs, bootId}`."""
    item = sent(UploadItem, ITEM)
    assert (item.scanned_at, item.clock_offset_ms) == (datetime(2026, 3, 2, 21, tzinfo=UTC), -250)
    assert set(names_of(UploadItem)) == set(ITEM)
    without_offer = {name: value for name, value in ITEM.items() if name != "offerReservationId"}
    assert sent(UploadItem, without_offer).offer_reservation_id is None


@pytest.mark.parametrize("field", sorted(set(ITEM) - {"offerReservationId"}))
def test_an_item_leaves_nothing_else_out(field: str) -> None:
    """`api.md`."""
    with pytest.raises(msgspec.ValidationError):
        sent(UploadItem, {name: value for name, value in ITEM.items() if name != field})


@pytest.mark.parametrize("change", [{"code": "x" * 5000}, {"source": "nfc"}, {"verdict": "kept"}, {"verdict": "news"}])
def test_what_a_newer_kiosk_says_is_taken(change: dict[str, object]) -> None:
    """`api.md`: one word that the server does not know yet is no reason to refuse a hundred scans."""
    assert is_taken(UploadItem, {**ITEM, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"code": "LTFX\x00"},
        {"code": None},
        {"nonce": "short"},
        {"scannedAt": "2026-03-02T21:00:00"},
        {"scannedAt": "1999-12-31T23:59:59Z"},
        {"source": ""},
        {"source": "x" * 65},
        {"verdict": "o\x00k"},
        {"verdict": None},
        {"clockOffsetMs": 2**31},
        {"clockOffsetMs": 0.5},
        {"bootId": ""},
        {"offerReservationId": 0},
        {"kiosk": 1},
    ],
)
def test_an_item_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert is_taken(UploadRequest, {"items": [ITEM]})
    assert not is_taken(UploadRequest, {"items": [ITEM, {**ITEM, **change}]})


def test_a_batch_has_100_items_at_most() -> None:
    """`api.md`."""
    assert [count for count in (0, 1, 100, 101) if is_taken(UploadRequest, {"items": [ITEM] * count})] == [0, 1, 100]


def test_a_result_names_its_scan_and_an_older_kiosk_reads_a_newer_one() -> None:
    """`house.md`: append-only."""
    assert names_of(UploadResults) == ["results"]
    assert names_of(UploadResult) == ["nonce", "outcome", "verdict", "message", "reservationId", "reason"]
    body = {"nonce": "0f8b-4c2d_A", "outcome": "inbox", "verdict": "cancelled", "message": "", "news": 1}
    result = sent(UploadResult, body)
    assert (result.outcome, result.reservation_id, result.reason) == (UploadOutcome.INBOX, None, None)
