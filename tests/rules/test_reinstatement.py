"""May a released reservation come back? (R36: R13 without the booking window, R14, R16-R18)."""

from itertools import combinations

import pytest

from server.rules.eligibility import judge_reinstatement, judge_seat
from server.rules.verdict import ALLOWED
from server.rules.vocabulary import Refusal
from tests.rules.builders import reason_of
from tests.rules.eligibility_flaws import BOOKING_WINDOW, FOR_CUSTOMERS, Flaw, with_flaws

WAIVED = [*BOOKING_WINDOW, *(flaw for flaw in FOR_CUSTOMERS if flaw.refusal is Refusal.RESERVATION_LIMIT_REACHED)]
FOR_REINSTATEMENTS = [flaw for flaw in FOR_CUSTOMERS if flaw not in WAIVED]


@pytest.mark.parametrize("flaw", WAIVED, ids=lambda flaw: flaw.refusal)
def test_a_reinstatement_asks_neither_the_booking_window_nor_the_limit(flaw: Flaw) -> None:
    """R36."""
    assert judge_reinstatement(*with_flaws(flaw)) == ALLOWED


@pytest.mark.parametrize(("earlier", "later"), list(combinations(FOR_REINSTATEMENTS, 2)), ids=lambda flaw: flaw.refusal)
def test_a_reinstatement_is_judged_by_all_else_in_the_same_order(earlier: Flaw, later: Flaw) -> None:
    """R36: R13, R14, R16-R18."""
    assert reason_of(judge_reinstatement(*with_flaws(later))) is later.refusal
    assert reason_of(judge_reinstatement(*with_flaws(earlier, later))) is earlier.refusal


def test_nobody_passes_the_double_and_the_full_class() -> None:
    """R19: R14 and R18, and of these R14 comes first."""
    hard = [Refusal.ALREADY_RESERVED, Refusal.SESSION_FULL]
    for flaw in FOR_CUSTOMERS:
        booking, _ = with_flaws(flaw)
        assert reason_of(judge_seat(booking)) is (flaw.refusal if flaw.refusal in hard else None)
    both, _ = with_flaws(*(flaw for flaw in FOR_CUSTOMERS if flaw.refusal in hard))
    assert reason_of(judge_seat(both)) is Refusal.ALREADY_RESERVED
