"""A pass on its card."""

from collections import Counter
from datetime import UTC, date, datetime

import msgspec
import pytest

from server.contract.passes import Registration
from server.pages.views.pass_card import dots_of, in_order, pass_card
from server.rules.passes import PassState
from server.rules.vocabulary import PassType

NOW = datetime(2026, 3, 3, 17, tzinfo=UTC)

EIGHT = Registration(
    id=1,
    studio_id=1,
    studio_name="Kiln & Co",
    timezone="America/New_York",
    name="8-punch pass",
    pass_type=PassType.PUNCH_PASS,
    status=PassState.ACTIVE,
    sessions_included=8,
    sessions_remaining=5,
    sessions_held=2,
    sessions_available=3,
    max_advance_reservations=3,
    open_reservations=2,
    valid_from=None,
    valid_until=None,
    course_ids=[1],
    course_names=["Pottery"],
)


def with_(**facts: object) -> Registration:
    """The eight punches, but for some facts."""
    return msgspec.structs.replace(EIGHT, **facts)


def test_dots_show_left_held_and_used_in_this_order() -> None:
    assert list(dots_of(EIGHT)) == ["left"] * 3 + ["held"] * 2 + ["used"] * 3


def test_punches_that_the_studio_added_have_dots_too() -> None:
    assert Counter(dots_of(with_(sessions_remaining=10, sessions_held=0))) == {"left": 10}


def test_more_held_than_left_shows_no_dot_too_many() -> None:
    assert Counter(dots_of(with_(sessions_remaining=1, sessions_held=2))) == {"held": 1, "used": 7}


@pytest.mark.parametrize(("included", "dots"), [(20, 20), (21, 0)])
def test_many_punches_are_only_a_figure(included: int, dots: int) -> None:
    assert len(dots_of(with_(sessions_included=included))) == dots


def test_a_pass_without_punches_has_no_dots() -> None:
    unlimited = with_(pass_type=PassType.UNLIMITED_SERIES, sessions_included=None, sessions_remaining=None)
    assert list(dots_of(unlimited)) == []
    assert pass_card(unlimited, NOW).figure == "Unlimited"


def test_one_punch_is_not_punches() -> None:
    card = pass_card(with_(sessions_remaining=1, sessions_held=0), NOW)
    assert (card.figure, card.figure_words) == ("1", "punch left")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "No end date"),
        (None, date(2026, 3, 2), "Was valid until 2 Mar"),
        (None, date(2026, 3, 3), "Valid until 3 Mar"),
        (date(2026, 3, 3), date(2027, 3, 2), "Valid until 2 Mar 2027"),
        (date(2026, 3, 4), date(2026, 4, 4), "Valid from 4 Mar to 4 Apr"),
        (date(2026, 3, 4), None, "Valid from 4 Mar"),
    ],
)
def test_validity_is_told_by_the_studios_date(first: date | None, last: date | None, words: str) -> None:
    assert pass_card(with_(valid_from=first, valid_until=last), NOW).validity == words


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (PassState.ACTIVE, None),
        (PassState.UPCOMING, "Not valid yet"),
        (PassState.FROZEN, "Frozen"),
        (PassState.EXPIRED, "Expired"),
        (PassState.CANCELLED, "Cancelled"),
    ],
)
def test_every_state_but_the_usual_one_has_a_word(state: PassState, word: str | None) -> None:
    tag = pass_card(with_(status=state), NOW).tag
    assert (tag.word if tag else None) == word


def test_what_is_good_for_booking_comes_first_and_what_is_over_last() -> None:
    states = [PassState.CANCELLED, PassState.FROZEN, PassState.ACTIVE, PassState.EXPIRED, PassState.UPCOMING]
    ordered = [one.status for one in in_order([with_(status=state) for state in states])]
    assert ordered[0] == PassState.ACTIVE
    assert set(ordered[3:]) == {PassState.CANCELLED, PassState.EXPIRED}
