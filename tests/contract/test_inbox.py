"""The staff inbox as it is read and answered (`api.md`, "Staff")."""

import pytest

from server.contract.inbox import InboxItem, ResolveRequest
from server.rules.vocabulary import ACTIONS_OF, InboxAction, InboxKind
from tests.contract.wire import is_taken, names_of


def test_an_item_says_what_happened_and_what_can_be_done() -> None:
    """`api.md`: `{id, kind, reservationId?, scannedAt?, reason, actions}`; resolve `{action, reason}`."""
    assert set(names_of(InboxItem)) >= {"id", "kind", "reservationId", "scannedAt", "reason", "actions"}
    assert names_of(ResolveRequest) == ["action", "reason"]


@pytest.mark.parametrize("change", [{"action": "delete"}, {"action": None}, {"reason": " "}, {"reason": None}])
def test_an_action_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    body = {"action": "retry", "reason": "The address was wrong"}
    assert is_taken(ResolveRequest, body)
    assert not is_taken(ResolveRequest, {**body, **change})


@pytest.mark.parametrize("kind", InboxKind)
def test_every_kind_of_item_can_be_left_at_that(kind: InboxKind) -> None:
    assert InboxAction.DISMISS in ACTIONS_OF[kind]
