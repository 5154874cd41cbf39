from datetime import date, timedelta

import pytest

from server.rules.pass_warnings import pass_warnings
from server.rules.passes import PassTerms
from server.rules.vocabulary import PassType

TODAY = date(2026, 11, 16)
ENDS_SOON = date(2026, 11, 30)


def punch_pass(remaining: int, valid_until: date | None = None) -> PassTerms:
    return PassTerms(PassType.PUNCH_PASS, sessions_remaining=remaining, valid_until=valid_until)


def unlimited(
    *, valid_from: date | None = None, frozen_from: date | None = None, frozen_until: date | None = None
) -> PassTerms:
    return PassTerms(
        PassType.UNLIMITED_SERIES, valid_from=valid_from, frozen_from=frozen_from, frozen_until=frozen_until
    )


@pytest.mark.parametrize(
    ("remaining", "held", "said"),
    [
        (3, 2, ()),
        (2, 0, ("2 punches left",)),
        (1, 0, ("1 punch left",)),
        (0, 0, ("No punches left",)),
        (3, 3, ("All punches left are held for booked classes",)),
        (2, 2, ("2 punches left", "All punches left are held for booked classes")),
    ],
)
def test_few_and_held_punches_are_said(remaining: int, held: int, said: tuple[str, ...]) -> None:
    """R10."""
    assert pass_warnings(punch_pass(remaining), held, TODAY) == said


def test_a_pass_without_punches_has_none_to_warn_of() -> None:
    """R11."""
    assert pass_warnings(unlimited(), 5, TODAY) == ()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (15, ()),
        (14, ("Ends on 30 Nov",)),
        (1, ("Ends on 30 Nov",)),
        (0, ("Ends today",)),
        (-1, ("Ended on 30 Nov",)),
    ],
)
def test_the_last_valid_date_is_said_two_weeks_before(days: int, said: tuple[str, ...]) -> None:
    """R6: it is inclusive."""
    assert pass_warnings(punch_pass(8, ENDS_SOON), 0, ENDS_SOON - timedelta(days=days)) == said


def test_another_year_is_said() -> None:
    assert pass_warnings(unlimited(valid_from=date(2027, 1, 4)), 0, TODAY) == ("Starts on 4 Jan 2027",)


@pytest.mark.parametrize(
    ("until", "said"), [(None, "Frozen"), (ENDS_SOON, "Frozen until 30 Nov"), (TODAY, "Frozen until 16 Nov")]
)
def test_a_freeze_is_said_on_its_dates(until: date | None, said: str) -> None:
    """R8."""
    assert pass_warnings(unlimited(frozen_from=TODAY, frozen_until=until), 0, TODAY) == (said,)


def test_a_freeze_is_said_before_it_begins_and_not_after_it() -> None:
    """R8."""
    frozen_later = unlimited(frozen_from=TODAY + timedelta(days=1), frozen_until=ENDS_SOON)
    assert pass_warnings(frozen_later, 0, TODAY) == ("Frozen from 17 Nov to 30 Nov",)
    open_end = unlimited(frozen_from=TODAY + timedelta(days=1))
    assert pass_warnings(open_end, 0, TODAY) == ("Frozen from 17 Nov",)
    was_frozen = unlimited(frozen_from=TODAY - timedelta(days=2), frozen_until=TODAY - timedelta(days=1))
    assert pass_warnings(was_frozen, 0, TODAY) == ()


def test_of_a_cancelled_pass_nothing_else_is_said() -> None:
    cancelled = PassTerms(PassType.PUNCH_PASS, sessions_remaining=0, valid_until=TODAY, is_cancelled=True)
    assert pass_warnings(cancelled, 0, TODAY) == ("This pass is cancelled",)


def test_a_pass_that_has_begun_is_not_said_to_start() -> None:
    """R6: `valid_from` is inclusive, so today is no warning any more."""
    assert pass_warnings(unlimited(valid_from=TODAY), 0, TODAY) == ()
    assert pass_warnings(unlimited(valid_from=TODAY + timedelta(days=1)), 0, TODAY) == ("Starts on 17 Nov",)
