"""Timetables over HTTP."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.api.admin.set_up import Admin
from tests.readings import everything

MONDAYS: Final[Mapping[str, object]] = {
    "weekdays": [1],
    "localStart": "16:00",
    "durationMinutes": 120,
    "capacity": 8,
    "from": "2026-03-23",
    "until": "2026-03-30",
}
PATH: Final = "courses/1/timetable"


async def open_course(admin: Admin) -> None:
    """A course in Berlin, where the clocks change on 29 March."""
    await admin.make("studios")
    await admin.make("courses")


async def test_a_timetable_is_answered_with_its_sessions(admin: Admin) -> None:
    await open_course(admin)
    answer = await admin.call("POST", PATH, {**MONDAYS, "room": "Room 1"})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert {name: made["timetable"][name] for name in MONDAYS} == MONDAYS
    assert [(one["date"], one["startsAt"], one["clockChange"]) for one in made["sessions"]] == [
        ("2026-03-23", "2026-03-23T15:00:00Z", None),
        ("2026-03-30", "2026-03-30T14:00:00Z", None),
    ]
    assert made["skipped"] == []
    assert (await admin.call("GET", PATH)).json() == {"items": [made["timetable"]], "nextCursor": None}
    listed = (await admin.call("GET", "sessions?courseId=1")).json()["items"]
    assert [(one["id"], one["room"], one["timetableId"]) for one in listed] == [
        (one["id"], "Room 1", made["timetable"]["id"]) for one in made["sessions"]
    ]


async def test_again_says_what_is_there_already(admin: Admin) -> None:
    await open_course(admin)
    first = (await admin.call("POST", PATH, MONDAYS)).json()
    again = await admin.call("POST", PATH, MONDAYS)
    assert (again.status_code, again.json()) == (
        201,
        {
            "timetable": first["timetable"],
            "sessions": [],
            "skipped": [
                {"date": one["date"], "why": "already_there", "sessionId": one["id"], "reason": None}
                for one in first["sessions"]
            ],
        },
    )


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"until": "2026-03-22"}, "until", "lies before from"),
        (
            {"until": "2099-03-22", "weekdays": [1, 2]},
            "until",
            "makes more than 2,000 sessions in one call: end it earlier",
        ),
        ({"weekdays": [1, 2, 1]}, "weekdays", "names a day twice"),
        ({"weekdays": [2], "until": "2026-03-23"}, "weekdays", "none of them lies between from and until"),
        ({"localStart": "25:00"}, "localStart", "must be a time of day such as 16:00"),
        ({"stepId": 9}, "stepId", "is no part of this course"),
    ],
)
async def test_a_timetable_that_cannot_be_is_422_with_a_clear_sentence(
    admin: Admin, changed: Mapping[str, object], field: str, message: str
) -> None:
    await open_course(admin)
    before = await everything()
    answer = await admin.call("POST", PATH, {**MONDAYS, **changed})
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"field": field, "message": message}])
    assert await everything() == before


async def test_weekdays_outside_the_week_duration_and_a_course_that_is_not_there(admin: Admin) -> None:
    await open_course(admin)
    before = await everything()
    wrong: list[dict[str, object]] = [
        {"weekdays": []},
        {"weekdays": [0]},
        {"weekdays": ["mon"]},
        {"durationMinutes": 1441},
    ]
    for changed in wrong:
        answer = await admin.call("POST", PATH, {**MONDAYS, **changed})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
        assert answer.json()["errors"][0]["field"].startswith(next(iter(changed)))
    for method in ("GET", "POST"):
        answer = await admin.call(method, "courses/9/timetable", MONDAYS if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await everything() == before
