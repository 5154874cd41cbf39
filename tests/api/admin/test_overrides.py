"""An admin overrides what an absence has done, over the wire (R36)."""

import httpx
import pytest

from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.tables.courses import ClassSession
from tests.builders import as_bearer, sign_in_staff
from tests.movable_clock import MovableClock
from tests.readings import everything
from tests.scene import booked, open_scene
from tests.services.absence.aftermath import Aftermath, night_after

REINSTATE = {"action": "reinstate", "reason": "a mistake"}


@pytest.fixture
async def after(database: None, context: Context, clock: MovableClock) -> Aftermath:
    return await night_after(await open_scene(), context, clock)


@pytest.fixture
async def admin(after: Aftermath, context: Context) -> dict[str, str]:
    return as_bearer(await sign_in_staff(int(after.admin.staff_id or 0), context.now()))


async def test_an_excuse_answers_the_reservation_and_each_of_its_cascade(
    client: httpx.AsyncClient, after: Aftermath, admin: dict[str, str]
) -> None:
    tuesday, wednesday = after.released
    await ClassSession.update({ClassSession.capacity: 0}).where(ClassSession.id == after.sessions[0])
    body = {"action": "excuse", "reason": "was ill", "cascade": True}
    answer = await client.post(f"/api/admin/reservations/{after.missed}/override", json=body, headers=admin)
    assert answer.status_code == 200
    assert answer.json()["reservation"]["reservationStatus"] == "CANCELLED"
    assert answer.json()["cascade"] == [
        {"reservationId": tuesday, "ok": False, "code": "session_full"},
        {"reservationId": wednesday, "ok": True, "code": None},
    ]


async def test_a_key_overrides_once(client: httpx.AsyncClient, after: Aftermath, admin: dict[str, str]) -> None:
    """R21."""
    path, body = f"/api/admin/reservations/{after.missed}/override", {"action": "attended", "reason": "was here"}
    first, again = [
        await client.post(path, json=body, headers=admin | {"Idempotency-Key": "override-1"}) for _ in range(2)
    ]
    assert (again.status_code, again.json()) == (200, first.json())
    assert [item["ok"] for item in first.json()["cascade"]] == [True, True]
    third = await client.post(path, json=body, headers=admin | {"Idempotency-Key": "override-2"})
    assert (third.status_code, third.json()["code"]) == (409, "illegal_transition")


@pytest.mark.parametrize("key", [None, "override-1"])
async def test_a_refusal_says_why_and_changes_nothing(
    client: httpx.AsyncClient, context: Context, after: Aftermath, admin: dict[str, str], key: str | None
) -> None:
    """R36: a session that has filled, a customer who has booked it again; R21: with a key and without."""
    await ClassSession.update({ClassSession.capacity: 0}).where(ClassSession.id == after.sessions[0])
    await booked(after.scene.pass_id, after.sessions[1], after.scene.customer, context)
    headers = admin | ({"Idempotency-Key": key} if key else {})
    answers = [
        await client.post(f"/api/admin/reservations/{each}/override", json=REINSTATE, headers=headers)
        for each in after.released
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (409, "session_full"),
        (409, "already_reserved"),
    ]
    assert answers[0].json()["detail"] == "The class is full: raise its capacity to add a seat."
    assert await after.standing() == [ReservationStatus.AUTO_CANCELLED] * 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"action": "excuse"}, "reason"),
        ({"action": "excuse", "reason": " "}, "reason"),
        ({"action": "forgive", "reason": "was ill"}, "action"),
        ({"reason": "was ill"}, "action"),
        ({"action": "excuse", "reason": "was ill", "cascade": "yes"}, "cascade"),
        ({"action": "excuse", "reason": "was ill", "force": True}, "force"),
        ({"action": "excuse", "reason": "a\x00b"}, "reason"),
    ],
)
async def test_another_shape_is_invalid_and_changes_nothing(
    client: httpx.AsyncClient, after: Aftermath, admin: dict[str, str], body: dict[str, object], field: str
) -> None:
    """R36: no override without a reason."""
    before = await everything()
    answer = await client.post(f"/api/admin/reservations/{after.missed}/override", json=body, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await everything() == before


@pytest.mark.parametrize("number", ["0", "-1", "9999", str(2**31), str(2**70)])
async def test_a_reservation_that_cannot_be_is_not_there(
    client: httpx.AsyncClient, admin: dict[str, str], number: str
) -> None:
    body = {"action": "excuse", "reason": "was ill"}
    answer = await client.post(f"/api/admin/reservations/{number}/override", json=body, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
