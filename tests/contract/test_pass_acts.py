"""What an admin does to a pass, on the wire (`api.md`, "Admin"; R8, R9)."""

from datetime import date

import pytest

from server.contract.base import Request
from server.contract.pass_acts import (
    AdjustRequest,
    BookingOfPass,
    ChangedPass,
    Delta,
    ExtendRequest,
    FreezeRequest,
    PassCancelRequest,
)
from server.contract.sales import SoldPass
from tests.contract.wire import is_taken, names_of, sent

FREEZE = {"from": "2026-03-10", "until": "2026-03-12", "reason": "a broken leg"}
ACTS: list[tuple[type[Request], dict[str, object]]] = [
    (AdjustRequest, {"delta": 1, "reason": "kiln broke"}),
    (FreezeRequest, {**FREEZE}),
    (ExtendRequest, {"validUntil": "2026-12-31", "reason": "was ill"}),
    (PassCancelRequest, {"reason": "moves away"}),
]


@pytest.mark.parametrize(("shape", "body"), ACTS)
def test_every_act_needs_a_reason_and_knows_its_fields(shape: type[Request], body: dict[str, object]) -> None:
    assert is_taken(shape, body)
    for change in ({"reason": None}, {"reason": " "}, {"reason": "x" * 501}, {"surprise": 1}):
        assert not is_taken(shape, body | change)
    for name in body:
        assert not is_taken(shape, {key: value for key, value in body.items() if key != name})


@pytest.mark.parametrize(("shape", "body"), ACTS[1:])
def test_what_cancels_bookings_takes_a_confirmation(shape: type[Request], body: dict[str, object]) -> None:
    """R8: shown first."""
    assert is_taken(shape, {**body, "confirm": True})
    assert not is_taken(shape, {**body, "confirm": 1})
    assert not is_taken(*ACTS[0][:1], {**ACTS[0][1], "confirm": True})


def test_a_freeze_is_from_a_date_until_another() -> None:
    """`api.md`: `/freeze {from, until, reason}`."""
    asked = sent(FreezeRequest, FREEZE)
    assert (asked.first, asked.until, asked.confirm) == (date(2026, 3, 10), date(2026, 3, 12), False)
    assert not is_taken(FreezeRequest, {**FREEZE, "from": "1999-12-31"})


def test_an_end_may_be_open_but_has_to_be_said() -> None:
    """R6: null = open."""
    assert sent(ExtendRequest, {"validUntil": None, "reason": "for life"}).valid_until is None


def test_an_adjustment_has_its_bounds() -> None:
    assert [delta for delta in (-1001, -1000, 1000, 1001) if is_taken(Delta, delta)] == [-1000, 1000]


def test_the_answer_is_the_pass_and_what_fell_with_the_change() -> None:
    assert names_of(ChangedPass) == [*names_of(SoldPass), "cancelled"]
    assert {"reservationId", "sessionId", "courseName", "startsAt"} <= set(names_of(BookingOfPass))
