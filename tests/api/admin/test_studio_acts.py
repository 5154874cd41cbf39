"""A class cancelled by the studio, over HTTP."""

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
