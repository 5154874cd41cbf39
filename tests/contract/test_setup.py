"""What the shapes of the set-up share: bounds, and what a PATCH names (`api.md`)."""

import pytest

from server.contract.courses import CourseChange
from server.contract.setup import Capacity, Description, DurationMinutes, Ids, Label, given_fields
from tests.contract.wire import is_taken, lengths_taken, sent


def test_a_patch_names_what_changes_and_null_is_a_change() -> None:
    """`api.md`: an absent field stays, null clears."""
    assert given_fields(sent(CourseChange, {})) == {}
    change = sent(CourseChange, {"durationMinutes": 90, "description": None})
    assert given_fields(change) == {"duration_minutes": 90, "description": None}


@pytest.mark.parametrize(("number_type", "lowest", "highest"), [(Capacity, 0, 1000), (DurationMinutes, 1, 24 * 60)])
def test_seats_and_minutes_have_their_bounds(number_type: object, lowest: int, highest: int) -> None:
    """`api.md`: wrong shape is 422."""
    edges = [lowest - 1, lowest, highest, highest + 1]
    assert [number for number in edges if is_taken(number_type, number)] == [lowest, highest]


def test_a_label_says_something_and_a_description_may_not() -> None:
    """`api.md`."""
    assert lengths_taken(Label, [0, 1, 100, 101]) == [1, 100]
    assert lengths_taken(Description, [0, 4000, 4001]) == [0, 4000]
    assert not is_taken(Label, " ")


def test_a_list_of_ids_holds_ids_and_not_too_many() -> None:
    """`api.md`."""
    assert [length for length in (0, 200, 201) if is_taken(Ids, [1] * length)] == [0, 200]
    for wrong in ([0], [2**31], ["1"], [None], 1):
        assert not is_taken(Ids, wrong)
