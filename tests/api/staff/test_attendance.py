"""The desk marks a class's roster, and sees who missed it."""

from datetime import timedelta

import httpx
import pytest

from server.rules.vocabulary import ReservationStatus
from tests.builders import STARTS_AT, add_reservation, add_staff, as_bearer, sign_in_staff
from tests.movable_clock import MovableClock
from tests.readings import bookings, everything, status_of
from tests.scene import Scene, open_scene

NO_SHOW = ReservationStatus.NO_SHOW


@pytest.fixture
async def scene(database: None, clock: MovableClock) -> Scene:
    """Half an hour after the class has begun."""
    clock.set(STARTS_AT + timedelta(minutes=30))
    return await open_scene()


async def desk(scene: Scene) -> dict[str, str]:
    return as_bearer(await sign_in_staff(scene.staff_id))


async def test_items_are_answered_one_by_one(client: httpx.AsyncClient, scene: Scene) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    items = [{"reservationId": each, "status": "ATTENDED"} for each in (reservation.id, 9999)]
    path = f"/api/staff/sessions/{scene.session_id}/attendance"
    answer = await client.post(path, json={"items": items}, headers=await desk(scene))
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "results": [
                {"reservationId": reservation.id, "ok": True, "reservationStatus": "ATTENDED", "code": None},
                {"reservationId": 9999, "ok": False, "reservationStatus": None, "code": "not_found"},
            ]
        },
    )


async def test_a_key_marks_once_and_a_refused_item_takes_nothing_back(client: httpx.AsyncClient, scene: Scene) -> None:
    """R21: the call is in a transaction of its key's, on PostgreSQL one that no failed statement may break."""
    pending = await add_reservation(scene.pass_id, scene.session_id)
    _, other_pass = await scene.add_neighbour()
    gone = await add_reservation(other_pass, scene.session_id, ReservationStatus.CANCELLED)
    items = [{"reservationId": each.id, "status": "CHECKED_IN"} for each in (gone, pending)]
    headers = await desk(scene) | {"Idempotency-Key": "roster-1"}
    path = f"/api/staff/sessions/{scene.session_id}/attendance"
    first = await client.post(path, json={"items": items}, headers=headers)
    assert [result["code"] for result in first.json()["results"]] == ["cancelled", None]
    assert await status_of(pending.id) is ReservationStatus.CHECKED_IN
    before = await everything()
    again = await client.post(path, json={"items": items}, headers=headers)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await everything() == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, ""),
        ({"items": [], "all": "ATTENDED"}, ""),
        ({"all": "CANCELLED"}, "all"),
        ({"all": "ATTENDED", "force": True}, "force"),
        ({"items": [{"reservationId": 0, "status": "ATTENDED"}]}, "items[0].reservationId"),
        ({"items": [{"reservationId": 1, "status": "ATTENDED"}] * 201}, "items"),
        ({"all": "ATTENDED", "reason": " "}, "reason"),
    ],
)
async def test_another_shape_is_invalid_and_changes_nothing(
    client: httpx.AsyncClient, scene: Scene, body: dict[str, object], field: str
) -> None:
    await add_reservation(scene.pass_id, scene.session_id)
    headers = await desk(scene)
    before = await bookings()
    answer = await client.post(f"/api/staff/sessions/{scene.session_id}/attendance", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await bookings() == before


async def test_the_desk_sees_who_missed_the_class(client: httpx.AsyncClient, scene: Scene) -> None:
    reservation = await add_reservation(scene.pass_id, scene.session_id)
    headers = await desk(scene)
    sessions = f"/api/staff/sessions/{scene.session_id}"
    await client.post(f"{sessions}/attendance", json={"all": "NO_SHOW"}, headers=headers)
    [absent] = (await client.get(f"{sessions}/no-shows", headers=headers)).json()
    assert (absent["reservation"]["id"], absent["customerName"], absent["autoCancel"], absent["dueAt"]) == (
        reservation.id,
        "Ana Ruiz",
        "due",
        "2026-03-02T23:00:01Z",
    )


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), str(2**70)])
async def test_a_class_that_cannot_be_is_not_there(client: httpx.AsyncClient, scene: Scene, number: str) -> None:
    headers = as_bearer(await sign_in_staff(await add_staff(scene.studio_id)))
    path = f"/api/staff/sessions/{number}"
    marked = await client.post(f"{path}/attendance", json={"all": "ATTENDED"}, headers=headers)
    listed = await client.get(f"{path}/no-shows", headers=headers)
    assert [(each.status_code, each.json()["code"]) for each in (marked, listed)] == [(404, "not_found")] * 2
