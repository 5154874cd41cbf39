"""Booking, moving and forcing over HTTP (`api.md`, "Customers")."""

from collections.abc import Mapping
from datetime import timedelta

import httpx
import pytest

from tests.builders import STARTS_AT, add_reservation, add_session, as_bearer, sign_in_customer
from tests.readings import everything, reservation_row
from tests.scene import Scene


@pytest.fixture
async def own(scene: Scene) -> dict[str, str]:
    """The headers of the pass's owner."""
    return as_bearer(await sign_in_customer(scene.customer_id))


@pytest.fixture
async def target(scene: Scene) -> int:
    """A class the day after, with one seat."""
    return await add_session(scene.course_id, STARTS_AT + timedelta(days=1), capacity=1)


async def test_a_move_is_answered_with_the_same_reservation_and_by_its_key_again(
    client: httpx.AsyncClient, scene: Scene, own: dict[str, str], target: int
) -> None:
    """R20, R21."""
    made = await add_reservation(scene.pass_id, scene.session_id)
    path, headers = f"/api/reservations/{made.id}/move", own | {"Idempotency-Key": "move-1"}
    answers = [await client.post(path, json={"sessionId": target}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["id"], answers[0].json()["sessionId"]) == (made.id, target)
    assert answers[0].json()["startsAt"] == "2026-03-03T21:00:00Z"
    assert answers[0].json()["code"] == made.code


async def test_a_refused_move_is_a_problem_and_changes_nothing(
    client: httpx.AsyncClient, scene: Scene, own: dict[str, str], target: int
) -> None:
    _, neighbours_pass = await scene.add_neighbour()
    await add_reservation(neighbours_pass, target)
    made = await add_reservation(scene.pass_id, scene.session_id)
    before = await everything()
    for headers in (own, own | {"Idempotency-Key": "move-2"}):
        answer = await client.post(f"/api/reservations/{made.id}/move", json={"sessionId": target}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "session_full")
    after = await everything()
    assert {name: rows for name, rows in after.items() if name != "keyed_request"} == {
        name: rows for name, rows in before.items() if name != "keyed_request"
    }


async def test_staff_force_a_booking_over_http(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str], own: dict[str, str]
) -> None:
    """R19: by staff, and with a reason."""
    for days in (1, 2, 3):
        session_id = await add_session(scene.course_id, STARTS_AT + timedelta(days=days))
        await add_reservation(scene.pass_id, session_id)
    body = {"registrationId": scene.pass_id, "sessionId": scene.session_id}
    tries: list[tuple[dict[str, str], Mapping[str, object], int, str]] = [
        (desk, {}, 409, "reservation_limit_reached"),
        (desk, {"force": True}, 409, "reason_required"),
        (own, {"force": True, "reason": "Please"}, 422, "invalid_request"),
        (desk, {"force": True, "reason": " "}, 422, "invalid_request"),
        (desk, {"force": "yes", "reason": "Paid"}, 422, "invalid_request"),
    ]
    before = await everything()
    for headers, change, status, code in tries:
        answer = await client.post("/api/reservations", json={**body, **change}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await everything() == before
    forced = {**body, "force": True, "reason": "Paid"}
    answer = await client.post("/api/reservations", json=forced, headers=desk)
    assert (answer.status_code, answer.json()["reservationStatus"]) == (201, "PENDING")
    assert (await reservation_row(answer.json()["id"]))["session"] == scene.session_id
