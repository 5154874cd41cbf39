"""Somebody without a reservation comes to the desk (R31)."""

from datetime import datetime

import pytest

from server.rules.check_in_window import ClassDay
from server.rules.forcing import Judged
from server.rules.verdict import ALLOWED, Refused
from server.rules.vocabulary import PassType, Refusal
from server.rules.walking_in import is_punch_waived, judge_walk_in
from tests.rules.builders import ENDS_AT, HOUR, SECOND, STARTS_AT, reason_of

DAY = ClassDay(STARTS_AT - 16 * HOUR, STARTS_AT + 8 * HOUR)
FORCED = Judged(ALLOWED, (Refusal.RESERVATION_LIMIT_REACHED,))


@pytest.mark.parametrize("now", [DAY.begins_at, STARTS_AT, ENDS_AT - SECOND, DAY.ends_at - SECOND])
def test_on_the_class_day_a_walk_in_is_answered_as_booking_is(now: datetime) -> None:
    """R31, R23; what was passed for it stays named."""
    assert judge_walk_in(FORCED, DAY, now) == FORCED


@pytest.mark.parametrize("now", [DAY.begins_at - SECOND, DAY.ends_at])
def test_on_another_day_nobody_walks_in_and_nothing_was_passed(now: datetime) -> None:
    """R31, R23."""
    judged = judge_walk_in(FORCED, DAY, now)
    assert (reason_of(judged.verdict), judged.passed) == (Refusal.NOT_CLASS_DAY, ())


def test_what_booking_is_refused_for_comes_first() -> None:
    """§4: a class of another day that is over, too."""
    refused = Judged(Refused(Refusal.SESSION_FULL, {"capacity": 10}))
    assert judge_walk_in(refused, DAY, DAY.ends_at) == refused


@pytest.mark.parametrize(
    ("passed", "pass_type", "remaining", "waived"),
    [
        ((Refusal.NO_PUNCHES_LEFT,), PassType.PUNCH_PASS, 0, True),
        ((Refusal.NO_PUNCHES_LEFT,), PassType.PUNCH_PASS, 1, False),
        ((), PassType.PUNCH_PASS, 1, False),
        ((Refusal.BOOKING_CLOSED,), PassType.UNLIMITED_SERIES, None, False),
    ],
)
def test_a_punch_is_waived_only_where_staff_have_passed_its_lack(
    passed: tuple[Refusal, ...],
    pass_type: PassType,
    remaining: int | None,
    waived: bool,  # noqa: FBT001 - what is expected
) -> None:
    """R19, R24: one that is left, and held by another booking, is taken."""
    assert is_punch_waived(passed, pass_type, remaining) is waived
