"""Pairing, heartbeat and PIN (R42, `api.md`)."""

from datetime import UTC, datetime

import msgspec
import pytest

from server.contract.kiosk import (
    HeartbeatAnswer,
    HeartbeatRequest,
    PairAnswer,
    PairedStudio,
    PairingCode,
    PairRequest,
    Pin,
    PinAnswer,
    PinRequest,
    StaffTile,
)
from tests.contract.wire import is_taken, lengths_taken, names_of, sent

BEAT = {"version": "0.1.0", "queueLength": 0, "clockOffsetMs": -250, "snapshotAt": None}


@pytest.mark.parametrize("pin", ["000000", "123456"])
def test_a_pin_has_six_digits(pin: str) -> None:
    """R42."""
    assert is_taken(Pin, pin)


@pytest.mark.parametrize(
    "pin",
    ["12345", "1234567", "12345a", " 123456", "123456 ", "123456\n", "\N{FULLWIDTH DIGIT ONE}" * 6, "", 123456, None],
)
def test_nothing_else_is_a_pin(pin: object) -> None:
    """R42: refused before anything is hashed."""
    assert not is_taken(Pin, pin)
    with pytest.raises(msgspec.ValidationError):
        sent(PinRequest, {"staffId": 1, "pin": pin})


def test_a_pin_is_one_persons() -> None:
    """R42: `{staffId, pin}`."""
    assert sent(PinRequest, {"staffId": 1, "pin": "123456"}) == PinRequest(staff_id=1, pin="123456")
    with pytest.raises(msgspec.ValidationError):
        sent(PinRequest, {"staffId": 0, "pin": "123456"})


@pytest.mark.parametrize("code", ["ABCD2345", "abcd-2345", " abcd 2345 ", ""])
def test_a_pairing_code_comes_as_it_was_typed(code: str) -> None:
    """`api.md`: 8 characters; how they are grouped is the service's business, and so is a wrong one."""
    assert sent(PairRequest, {"pairingCode": code}).pairing_code == code


@pytest.mark.parametrize("code", ["ABCD\x002345", None, 12345678])
def test_what_cannot_be_a_pairing_code_is_refused(code: object) -> None:
    """`api.md`."""
    with pytest.raises(msgspec.ValidationError):
        sent(PairRequest, {"pairingCode": code})


def test_a_heartbeat_says_how_the_kiosk_is() -> None:
    """`api.md`: `{version, queueLength, clockOffsetMs, snapshotAt}`."""
    beat = sent(HeartbeatRequest, {**BEAT, "snapshotAt": "2026-03-02T21:00:00Z"})
    assert beat.snapshot_at == datetime(2026, 3, 2, 21, tzinfo=UTC)
    assert names_of(HeartbeatRequest) == list(BEAT)


@pytest.mark.parametrize(
    "change", [{"queueLength": 10_000_000}, {"clockOffsetMs": 2**31 - 1}, {"clockOffsetMs": -(2**31)}]
)
def test_a_kiosk_may_be_far_behind(change: dict[str, object]) -> None:
    """R37: 10,000 scans and 24 days."""
    assert is_taken(HeartbeatRequest, {**BEAT, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"version": "0.1\x00"},
        {"queueLength": -1},
        {"queueLength": 10_000_001},
        {"clockOffsetMs": 2**31},
        {"clockOffsetMs": 0.5},
        {"snapshotAt": "2026-03-02T21:00:00"},
        {"name": "door"},
    ],
)
def test_a_heartbeat_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert is_taken(HeartbeatRequest, BEAT)
    assert not is_taken(HeartbeatRequest, {**BEAT, **change})


def test_what_a_kiosk_says_is_short() -> None:
    """`api.md`: a 60 kB version is refused."""
    assert lengths_taken(PairingCode, [0, 40, 41]) == [0, 40]
    versions = [length for length in (0, 1, 50, 51) if is_taken(HeartbeatRequest, {**BEAT, "version": "x" * length})]
    assert versions == [1, 50]


def test_answers_to_kiosks_have_the_fields_of_the_page() -> None:
    """`api.md`, "Kiosk"; the door code only where the studio shows one (R30)."""
    assert names_of(PairAnswer) == ["token", "kioskId", "studio"]
    assert names_of(PairedStudio) == ["id", "name", "timezone", "locale"]
    assert names_of(HeartbeatAnswer) == ["serverTime", "revoked", "doorCode"]
    assert names_of(StaffTile) == ["staffId", "firstName"]
    assert names_of(PinAnswer) == ["token", "name", "expiresAt"]
    assert sent(HeartbeatAnswer, {"serverTime": "2026-03-02T21:00:00Z", "revoked": False}).door_code is None
