"""What a studio does with a class session as a whole, as it is sent (`api.md`)."""

import pytest

from server.contract.studio_acts import CapacityRequest, ClassCancellation, ClassCancelRequest
from tests.contract.wire import is_taken, names_of


def test_a_capacity_comes_with_its_reason() -> None:
    """`api.md`: `POST /api/staff/sessions/{id}/capacity {capacity, reason}`."""
    assert names_of(CapacityRequest) == ["capacity", "reason"]


@pytest.mark.parametrize(
    "change", [{"capacity": -1}, {"capacity": 1001}, {"capacity": None}, {"reason": None}, {"reason": " "}]
)
def test_a_capacity_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    body = {"capacity": 12, "reason": "Two more wheels"}
    assert is_taken(CapacityRequest, body)
    assert not is_taken(CapacityRequest, {**body, **change})


def test_a_class_is_cancelled_with_a_reason_and_the_answer_counts_the_told() -> None:
    """`api.md`: `POST /api/admin/sessions/{id}/cancel {reason}`."""
    assert (names_of(ClassCancelRequest), names_of(ClassCancellation)) == (["reason"], ["session", "told"])
    assert [body for body in ("Flu", "", None, "x" * 501) if is_taken(ClassCancelRequest, {"reason": body})] == ["Flu"]
