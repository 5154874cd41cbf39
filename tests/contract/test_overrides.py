"""An override on the wire (`api.md`, "Admin"; R36)."""

import pytest

from server.contract.overrides import Override, OverrideRequest, Reinstated
from server.contract.reservations import Reservation
from server.rules.vocabulary import OverrideAction
from tests.contract.wire import is_taken, names_of, sent

EXCUSE = {"action": "excuse", "reason": "was ill"}


def test_an_admin_says_what_and_why_and_whether_the_rest_comes_back_too() -> None:
    plain, cascading = sent(OverrideRequest, EXCUSE), sent(OverrideRequest, {**EXCUSE, "cascade": True})
    assert (plain.action, plain.reason, plain.cascade) == (OverrideAction.EXCUSE, "was ill", False)
    assert cascading.cascade is True


@pytest.mark.parametrize("action", ["reinstate", "excuse", "attended", "REINSTATE", "cancel", "", None])
def test_there_are_three_actions(action: object) -> None:
    """R36."""
    assert is_taken(OverrideRequest, {**EXCUSE, "action": action}) is (action in {"reinstate", "excuse", "attended"})


@pytest.mark.parametrize("reason", [None, "", " \n", "x" * 501, "a\x00b", 7])
def test_a_reason_is_required(reason: object) -> None:
    """R36."""
    assert not is_taken(OverrideRequest, {**EXCUSE, "reason": reason})
    assert not is_taken(OverrideRequest, {"action": "excuse"})


@pytest.mark.parametrize("change", [{"cascade": 1}, {"cascade": None}, {"force": True}])
def test_an_override_of_another_shape_is_refused(change: dict[str, object]) -> None:
    assert not is_taken(OverrideRequest, {**EXCUSE, **change})


def test_the_answer_has_the_reservation_and_each_item_of_the_cascade() -> None:
    """`api.md`: `{reservation, cascade: [{reservationId, ok, code?}]}`."""
    assert names_of(Override) == ["reservation", "cascade"]
    assert Override.__annotations__["reservation"] is Reservation
    assert names_of(Reinstated) == ["reservationId", "ok", "code"]
