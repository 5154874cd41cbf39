"""A closure as admins send it (`api.md`)."""

import pytest

from server.contract.closures import ClosureRequest
from tests.contract.wire import is_taken, names_of, sent

CLOSURE = {"studioId": 1, "date": "2026-03-20", "reason": "Inventory"}


def test_a_closure_confirms_nothing_by_itself() -> None:
    """`api.md`: `{studioId, date, reason}`, and `confirm: true`."""
    assert names_of(ClosureRequest) == [*CLOSURE, "confirm"]
    assert sent(ClosureRequest, CLOSURE).confirm is False


@pytest.mark.parametrize("change", [{"date": "2026-02-30"}, {"date": "1999-12-31"}, {"reason": ""}, {"confirm": 1}])
def test_a_closure_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert is_taken(ClosureRequest, CLOSURE)
    assert not is_taken(ClosureRequest, {**CLOSURE, **change})
