"""What staff may pass with a reason, and what nobody does (R19)."""

from itertools import combinations

import pytest

from server.rules.forcing import PASSABLE, Judged, judge_forced
from server.rules.verdict import ALLOWED
from server.rules.vocabulary import Refusal
from tests.rules.builders import reason_of
from tests.rules.eligibility_flaws import FOR_STAFF, FOR_STAFF_EARLY, Flaw, with_flaws

SOFT = [flaw for flaw in FOR_STAFF_EARLY if flaw.refusal in PASSABLE]
HARD = [flaw for flaw in [*FOR_STAFF_EARLY, *FOR_STAFF] if flaw.refusal not in PASSABLE]


def test_just_these_may_be_passed() -> None:
    """R19: R13's booking window, R15, R16 and R17; without its part nobody knows what a makeup makes up for."""
    assert {flaw.refusal for flaw in SOFT} == PASSABLE
    assert {flaw.refusal for flaw in HARD} == {
        Refusal.PASS_NOT_VALID,
        Refusal.SESSION_NOT_COVERED,
        Refusal.SESSION_CANCELLED,
        Refusal.SESSION_ENDED,
        Refusal.ALREADY_RESERVED,
        Refusal.PART_REQUIRED,
        Refusal.SESSION_FULL,
    }


@pytest.mark.parametrize("flaw", SOFT, ids=lambda flaw: flaw.refusal)
def test_a_refusal_that_is_passed_is_named(flaw: Flaw) -> None:
    """R19."""
    assert judge_forced(*with_flaws(flaw)) == Judged(ALLOWED, (flaw.refusal,))


def test_several_are_passed_in_the_order_of_the_rules() -> None:
    """R19; of one rule's refusals the first is the one."""
    closed, limit, punches, part = (
        flaw
        for flaw in SOFT
        if flaw.refusal
        in {
            Refusal.BOOKING_CLOSED,
            Refusal.RESERVATION_LIMIT_REACHED,
            Refusal.NO_PUNCHES_LEFT,
            Refusal.PART_ALREADY_ATTENDED,
        }
    )
    passed = judge_forced(*with_flaws(part, punches, limit, closed)).passed
    assert passed == (closed.refusal, limit.refusal, punches.refusal, part.refusal)


@pytest.mark.parametrize(("soft", "hard"), [(s, h) for s in SOFT for h in HARD], ids=lambda flaw: flaw.refusal)
def test_what_nobody_passes_stands_and_then_nothing_is_passed(soft: Flaw, hard: Flaw) -> None:
    """R19: R14 and R18, the pass, the course, and a class that is cancelled or over."""
    judged = judge_forced(*with_flaws(soft, hard))
    assert (reason_of(judged.verdict), judged.passed) == (hard.refusal, ())


@pytest.mark.parametrize(
    ("earlier", "later"),
    [(one, two) for one, two in combinations(HARD, 2) if one.refusal is not two.refusal],
    ids=lambda flaw: flaw.refusal,
)
def test_of_what_nobody_passes_the_first_is_the_answer(earlier: Flaw, later: Flaw) -> None:
    """§4."""
    order = list(Refusal)
    first = min(earlier.refusal, later.refusal, key=order.index)
    assert reason_of(judge_forced(*with_flaws(earlier, later)).verdict) is first


def test_nothing_in_the_way_is_nothing_passed() -> None:
    """R19."""
    assert judge_forced(*with_flaws()) == Judged(ALLOWED)
