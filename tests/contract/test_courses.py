"""A course and its parts as admins send them (`api.md`, Bodies)."""

from datetime import date

import pytest

from server.contract.courses import ClassStepChange, ClassStepRequest, CourseChange, CourseRequest, Position
from server.contract.setup import given_fields
from tests.contract.wire import is_taken, names_of, sent

COURSE = {"studioId": 1, "name": "Wheel throwing", "capacity": 10, "durationMinutes": 120}
STEP = {"courseId": 1, "position": 1, "title": "Part 1"}


def test_a_course_has_seats_and_minutes_and_a_description_where_there_is_one() -> None:
    """`api.md`: `{studioId, name, capacity, durationMinutes, description?}`."""
    assert names_of(CourseRequest) == [*COURSE, "description"]
    assert sent(CourseRequest, COURSE).description == ""


@pytest.mark.parametrize(
    "change", [{"studioId": 0}, {"name": ""}, {"capacity": -1}, {"durationMinutes": 0}, {"description": None}, {"x": 1}]
)
def test_a_course_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert not is_taken(CourseRequest, {**COURSE, **change})


def test_a_part_has_its_place_and_maybe_a_window_and_a_required_order() -> None:
    """R17; `api.md`: `{courseId, position, title, windowStart?, windowEnd?, requiredSequence?}`."""
    assert names_of(ClassStepRequest) == [*STEP, "windowStart", "windowEnd", "requiredSequence"]
    step = sent(ClassStepRequest, {**STEP, "windowStart": "2026-03-02"})
    assert (step.window_start, step.window_end, step.required_sequence) == (date(2026, 3, 2), None, False)


@pytest.mark.parametrize(
    "change",
    [
        {"position": 0},
        {"title": " "},
        {"windowEnd": "2101-01-01"},
        {"requiredSequence": 1},
        {"x": 1},
    ],
)
def test_a_part_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert not is_taken(ClassStepRequest, {**STEP, **change})


def test_a_change_may_clear_only_what_can_be_empty() -> None:
    """`api.md`: in PATCH null clears."""
    assert given_fields(sent(ClassStepChange, {"windowEnd": None})) == {"window_end": None}
    for shape, field in ((CourseChange, "name"), (CourseChange, "capacity"), (ClassStepChange, "position")):
        assert not is_taken(shape, {field: None})


def test_a_course_has_up_to_1000_parts() -> None:
    """`api.md`: `position`."""
    assert [place for place in (0, 1, 1000, 1001) if is_taken(Position, place)] == [1, 1000]
