"""The audit as it is read (`api.md`: who did what, when, why)."""

from server.contract.audit import AuditedAction, AuditItem
from server.rules.vocabulary import AuditAction
from tests.contract.wire import names_of


def test_every_act_that_is_written_down_can_be_read() -> None:
    """The two that have ledgers of their own come first."""
    own = [AuditedAction.RESERVATION_MOVED, AuditedAction.PUNCHES_CHANGED]
    assert [action.value for action in AuditedAction] == [*own, *(action.value for action in AuditAction)]


def test_an_act_says_who_what_when_and_why() -> None:
    """`api.md`."""
    assert set(names_of(AuditItem)) >= {"actor", "actorName", "action", "subject", "subjectId", "at", "reason", "facts"}
