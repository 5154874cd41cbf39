"""The studio moves a class until it starts (R38)."""

from datetime import UTC, datetime, timedelta

import pytest

from server.rules.moving_class import judge_move_class
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal

STARTS_AT = datetime(2026, 3, 2, 21, tzinfo=UTC)
SECOND = timedelta(seconds=1)
STARTED = Refused(Refusal.SESSION_STARTED, {"starts_at": STARTS_AT})


@pytest.mark.parametrize(
    ("now", "verdict"), [(STARTS_AT - SECOND, ALLOWED), (STARTS_AT, STARTED), (STARTS_AT + SECOND, STARTED)]
)
def test_a_class_is_moved_until_it_starts(now: datetime, verdict: Verdict) -> None:
    """R38."""
    assert judge_move_class(STARTS_AT, now, is_cancelled=False) == verdict


@pytest.mark.parametrize("now", [STARTS_AT - SECOND, STARTS_AT + SECOND])
def test_a_cancelled_class_is_not_moved_whenever_it_was(now: datetime) -> None:
    """R38, R13."""
    assert judge_move_class(STARTS_AT, now, is_cancelled=True) == Refused(Refusal.SESSION_CANCELLED)
