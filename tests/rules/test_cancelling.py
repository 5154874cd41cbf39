"""Cancelling a reservation (§6, `DELETE /api/reservations/{id}`)."""

from collections.abc import Callable
from datetime import datetime

import pytest

from server.rules.cancelling import judge_cancel_by_customer, judge_cancel_by_staff, judge_cancel_class
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal, ReservationStatus
from tests.rules.builders import ENDS_AT, SECOND, STARTS_AT
from tests.rules.status_moves import ATTENDED, AUTO_CANCELLED, CANCELLED, CHECKED_IN, NO_SHOW, PENDING

Judge = Callable[[ReservationStatus, datetime, datetime], Verdict]
BOTH = [pytest.param(judge_cancel_by_customer, id="customer"), pytest.param(judge_cancel_by_staff, id="staff")]

STARTED = Refused(Refusal.SESSION_STARTED, {"starts_at": STARTS_AT})
ENDED = Refused(Refusal.SESSION_ENDED, {"ends_at": ENDS_AT})


@pytest.mark.parametrize(
    ("now", "verdict"), [(STARTS_AT - SECOND, ALLOWED), (STARTS_AT, STARTED), (STARTS_AT + SECOND, STARTED)]
)
def test_customers_cancel_before_the_start(now: datetime, verdict: Verdict) -> None:
    """§6: PENDING to CANCELLED."""
    assert judge_cancel_by_customer(PENDING, STARTS_AT, now) == verdict


@pytest.mark.parametrize(("now", "verdict"), [(ENDS_AT - SECOND, ALLOWED), (ENDS_AT, ENDED), (ENDS_AT + SECOND, ENDED)])
def test_staff_cancel_before_the_end(now: datetime, verdict: Verdict) -> None:
    """§6: PENDING to CANCELLED."""
    assert judge_cancel_by_staff(PENDING, ENDS_AT, now) == verdict


@pytest.mark.parametrize("judge", BOTH)
@pytest.mark.parametrize("status", [CANCELLED, AUTO_CANCELLED])
@pytest.mark.parametrize("now", [STARTS_AT - SECOND, ENDS_AT + SECOND])
def test_what_is_cancelled_stays_so_and_nobody_is_told_off(
    judge: Judge, status: ReservationStatus, now: datetime
) -> None:
    """`api.md`: 200 with the same reservation, whenever it is asked."""
    assert judge(status, STARTS_AT, now) == ALLOWED


@pytest.mark.parametrize("judge", BOTH)
@pytest.mark.parametrize("status", [CHECKED_IN, ATTENDED, NO_SHOW])
def test_an_arrival_or_absence_is_not_cancelled_away(judge: Judge, status: ReservationStatus) -> None:
    """§6: only the studio's own cancelling, an undo (R29) or an excuse (R36) ends these."""
    facts = {"from_status": status, "to_status": CANCELLED}
    assert judge(status, STARTS_AT, STARTS_AT - SECOND) == Refused(Refusal.ILLEGAL_TRANSITION, facts)


@pytest.mark.parametrize(
    ("judge", "verdict"),
    [
        (lambda: judge_cancel_by_customer(CHECKED_IN, STARTS_AT, STARTS_AT), STARTED),
        (lambda: judge_cancel_by_staff(CHECKED_IN, ENDS_AT, ENDS_AT), ENDED),
    ],
    ids=["customer", "staff"],
)
def test_the_clock_is_the_first_reason(judge: Callable[[], Verdict], verdict: Verdict) -> None:
    """`api.md`: `session_started` after the start, `illegal_transition` otherwise."""
    assert judge() == verdict


@pytest.mark.parametrize(("now", "verdict"), [(ENDS_AT - SECOND, ALLOWED), (ENDS_AT, ENDED), (ENDS_AT + SECOND, ENDED)])
def test_a_class_is_cancelled_until_it_ends(now: datetime, verdict: Verdict) -> None:
    """§6: a class that has ended is not cancelled."""
    assert judge_cancel_class(ENDS_AT, now) == verdict
