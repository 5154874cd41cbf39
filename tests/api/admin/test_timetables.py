"""Timetables over HTTP."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.api.admin.set_up import Admin
from tests.builders import add_customer, add_pass, add_reservation
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


async def test_all_later_classes_change_in_one_call(admin: Admin) -> None:
    """R3: Berlin's clocks change on 29 March."""
    await open_course(admin)
    first, second = (await admin.call("POST", PATH, MONDAYS)).json()["sessions"]
    later = {"startsAt": "2026-03-23T16:00:00Z", "endsAt": "2026-03-23T18:00:00Z", "scope": "this_and_later"}
    answer = await admin.call("PATCH", f"sessions/{first['id']}", later)
    stands = (await admin.call("GET", f"sessions/{first['id']}")).json()
    assert (answer.status_code, answer.json()) == (
        200,
        {**stands, "changedSessionIds": [first["id"], second["id"]]},
    )
    assert (await admin.call("GET", f"sessions/{second['id']}")).json()["startsAt"] == "2026-03-30T15:00:00Z"
    patterns = [(one["localStart"], one["from"]) for one in (await admin.call("GET", PATH)).json()["items"]]
    assert patterns == [("17:00", "2026-03-23")]


async def test_later_classes_are_taken_out_unless_somebody_has_a_seat(admin: Admin) -> None:
    await open_course(admin)
    first, second = (await admin.call("POST", PATH, MONDAYS)).json()["sessions"]
    pass_id = await add_pass(await add_customer(1), 1, 1)
    await add_reservation(pass_id, second["id"])
    path = f"sessions/{first['id']}?scope=this_and_later"
    refused = await admin.call("DELETE", path)
    assert (refused.status_code, refused.json()["code"], refused.json()["sessionIds"]) == (
        409,
        "session_has_reservations",
        [second["id"]],
    )
    few = await admin.call("PATCH", f"sessions/{first['id']}", {"capacity": 0, "scope": "this_and_later"})
    assert (few.status_code, few.json()["code"], few.json()["sessionIds"]) == (
        409,
        "capacity_below_seats",
        [second["id"]],
    )
    assert (await admin.call("POST", f"sessions/{second['id']}/cancel", {"reason": "Flu"})).status_code == 200
    answer = await admin.call("DELETE", path)
    assert (answer.status_code, answer.json()) == (
        200,
        {"id": first["id"], "archived": False, "removedSessionIds": [first["id"]]},
    )


async def test_one_class_of_a_timetable_is_taken_out_alone_and_kept_as_cancelled(admin: Admin) -> None:
    await open_course(admin)
    first, _ = (await admin.call("POST", PATH, MONDAYS)).json()["sessions"]
    answer = await admin.call("DELETE", f"sessions/{first['id']}")
    assert (answer.status_code, answer.json()) == (200, {"id": first["id"], "archived": True})


async def test_a_scope_that_cannot_be_is_422(admin: Admin) -> None:
    await open_course(admin)
    session_id = (await admin.make("sessions", stepId=None))["id"]
    before = await everything()
    for answer in (
        await admin.call("PATCH", f"sessions/{session_id}", {"room": "2", "scope": "all"}),
        await admin.call("PATCH", f"sessions/{session_id}", {"room": "2", "scope": "this_and_later"}),
        await admin.call("DELETE", f"sessions/{session_id}?scope=all"),
        await admin.call("DELETE", f"sessions/{session_id}?scope=this_and_later"),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "scope")
    assert await everything() == before
