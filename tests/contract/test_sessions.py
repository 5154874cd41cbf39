"""A class session as admins send it (`api.md`)."""

import pytest

from server.contract.sessions import ClassSessionChange, ClassSessionRequest
from server.contract.setup import given_fields
from tests.contract.wire import is_taken, names_of, sent

SESSION = {"courseId": 1, "startsAt": "2026-03-02T21:00:00Z", "endsAt": "2026-03-02T23:00:00Z"}


def test_a_session_takes_from_its_course_what_it_leaves_out() -> None:
    """`api.md`: `{courseId, startsAt, endsAt, capacity?, stepId?, isMakeup?, room?, instructor?}`."""
    assert names_of(ClassSessionRequest) == [*SESSION, "capacity", "stepId", "isMakeup", "room", "instructor"]
    session = sent(ClassSessionRequest, SESSION)
    assert (session.capacity, session.step_id, session.is_makeup) == (None, None, False)


@pytest.mark.parametrize(
    "change",
    [{"startsAt": "2026-03-02T21:00:00"}, {"endsAt": "2101-01-01T00:00:00Z"}, {"capacity": 1001}, {"room": ""}],
)
def test_a_session_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert is_taken(ClassSessionRequest, SESSION)
    assert not is_taken(ClassSessionRequest, {**SESSION, **change})


def test_a_change_may_empty_the_room_but_not_the_hour() -> None:
    """`api.md`: in PATCH null clears."""
    assert given_fields(sent(ClassSessionChange, {"room": None})) == {"room": None}
    assert not is_taken(ClassSessionChange, {"startsAt": None})
    assert not is_taken(ClassSessionChange, {"startsAt": "0001-01-01T00:00:00Z"})
