"""A class cancelled or moved by the studio, over HTTP."""

from collections.abc import Mapping
from typing import Final

import httpx
import pytest

from server.rules.vocabulary import Role
from tests.builders import add_staff, as_bearer, sign_in_staff
from tests.movable_clock import MovableClock
from tests.readings import everything
from tests.scene import Scene

FLU: Final[Mapping[str, object]] = {"reason": "Mara has the flu"}


@pytest.fixture
async def admin(scene: Scene) -> dict[str, str]:
    """The headers of an admin."""
    return as_bearer(await sign_in_staff(await add_staff(name="Ada", role=Role.ADMIN)))


async def test_a_cancelled_class_is_answered_with_how_many_were_told_and_again_the_same(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str]
) -> None:
    body = {"registrationId": scene.pass_id, "sessionId": scene.session_id}
    assert (await client.post("/api/reservations", json=body, headers=admin)).status_code == 201
    path = f"/api/admin/sessions/{scene.session_id}/cancel"
    answer = await client.post(path, json=FLU, headers=admin)
    assert (answer.status_code, answer.json()["told"]) == (200, 1)
    assert answer.json()["session"]["cancelledAt"] == "2026-03-02T20:00:00Z"
    assert (await client.post(path, json=FLU, headers=admin)).json() == answer.json()


async def test_a_class_that_is_over_is_409(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], clock: MovableClock
) -> None:
    clock.set(clock.now().replace(hour=23))
    answer = await client.post(f"/api/admin/sessions/{scene.session_id}/cancel", json=FLU, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (409, "session_ended")
    assert answer.json()["endsAt"] == "2026-03-02T23:00:00Z"


@pytest.mark.parametrize(
    "body", [{}, {"reason": None}, {"reason": " "}, {"reason": "a\x00b"}, {"reason": "x" * 501}, {**FLU, "surprise": 1}]
)
async def test_a_cancelling_that_cannot_be_is_refused(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], body: Mapping[str, object]
) -> None:
    before = await everything()
    answer = await client.post(f"/api/admin/sessions/{scene.session_id}/cancel", json=body, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert await everything() == before


async def test_a_moved_class_is_answered_whole(client: httpx.AsyncClient, scene: Scene, admin: dict[str, str]) -> None:
    body = {"registrationId": scene.pass_id, "sessionId": scene.session_id}
    assert (await client.post("/api/reservations", json=body, headers=admin)).status_code == 201
    path = f"/api/admin/sessions/{scene.session_id}"
    before = (await client.get(path, headers=admin)).json()
    times = {"startsAt": "2026-03-03T21:00:00Z", "endsAt": "2026-03-03T23:00:00Z"}
    answer = await client.patch(path, json={**times, "reason": "No power today"}, headers=admin)
    assert (answer.status_code, answer.json()) == (200, {**before, **times})


async def test_a_class_that_has_started_or_is_cancelled_is_409(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], clock: MovableClock
) -> None:
    path = f"/api/admin/sessions/{scene.session_id}"
    clock.set(clock.now().replace(hour=21))
    answers = [await client.patch(path, json={"startsAt": "2026-03-02T22:00:00Z"}, headers=admin)]
    await client.post(f"{path}/cancel", json=FLU, headers=admin)
    answers.append(await client.patch(path, json={"startsAt": "2026-03-02T22:00:00Z"}, headers=admin))
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (409, "session_started"),
        (409, "session_cancelled"),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"startsAt": "2026-03-02T20:00:00Z"}, "startsAt"),
        ({"startsAt": "2026-03-02T23:00:00Z"}, "endsAt"),
        ({"startsAt": "2026-03-03T21:00:00"}, "startsAt"),
        ({"startsAt": "2101-01-01T00:00:00Z", "endsAt": "2101-01-01T02:00:00Z"}, ""),
        ({"startsAt": None}, "startsAt"),
        ({"room": "2", "reason": None}, "reason"),
        ({"room": "2", "reason": " "}, "reason"),
        ({"room": "2", "reason": "x" * 501}, "reason"),
    ],
)
async def test_a_move_that_cannot_be_is_refused(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], change: Mapping[str, object], field: str
) -> None:
    before = await everything()
    answer = await client.patch(f"/api/admin/sessions/{scene.session_id}", json=change, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["errors"][0]["field"] == field
    assert await everything() == before
