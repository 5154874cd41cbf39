"""A timetable as admins send it (`api.md`)."""

import pytest

from server.contract.timetables import TimetableRequest
from tests.contract.wire import is_taken, names_of, sent

MONDAYS = {
    "weekdays": [1],
    "localStart": "16:00",
    "durationMinutes": 120,
    "capacity": 8,
    "from": "2026-03-02",
    "until": "2026-03-30",
}


def test_a_timetable_is_a_weekly_pattern() -> None:
    """`api.md`: `{weekdays, localStart, durationMinutes, capacity, from, until, stepId?, isMakeup?}`."""
    assert names_of(TimetableRequest) == [*MONDAYS, "stepId", "isMakeup", "room", "instructor"]
    asked = sent(TimetableRequest, MONDAYS)
    assert (asked.step_id, asked.is_makeup, asked.room, asked.instructor) == (None, False, None, None)


@pytest.mark.parametrize("wall", ["00:00", "09:05", "23:59"])
def test_a_local_start_is_a_time_of_day(wall: str) -> None:
    assert is_taken(TimetableRequest, {**MONDAYS, "localStart": wall})


@pytest.mark.parametrize(
    "change",
    [
        *({"localStart": wall} for wall in ("24:00", "9:00", "16:60", "16:00:00", "4pm", "16:00\n", "", 16)),
        *({"weekdays": days} for days in ([], [0], [8], ["mon"], [1] * 8, 1)),
        *({"durationMinutes": minutes} for minutes in (0, 24 * 60 + 1)),
        *({"capacity": seats} for seats in (-1, 1001)),
        {"from": "1999-12-31"},
        {"until": "2101-01-01"},
        {"room": ""},
        {"every": 2},
    ],
)
def test_a_timetable_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    assert is_taken(TimetableRequest, MONDAYS)
    assert not is_taken(TimetableRequest, {**MONDAYS, **change})
