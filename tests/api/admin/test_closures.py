"""Closures over HTTP."""

import httpx
import pytest

from server.rules.vocabulary import Role
from tests.builders import add_staff, as_bearer, sign_in_staff
from tests.readings import everything
from tests.scene import Scene


@pytest.fixture
async def admin(scene: Scene) -> dict[str, str]:
    """The headers of an admin."""
    return as_bearer(await sign_in_staff(await add_staff(name="Ada", role=Role.ADMIN)))


async def test_a_closure_that_would_cancel_is_409_with_the_list_until_it_is_confirmed(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str]
) -> None:
    """`api.md`, "Admin"."""
    body = {"registrationId": scene.pass_id, "sessionId": scene.session_id}
    assert (await client.post("/api/reservations", json=body, headers=admin)).status_code == 201
    asked: dict[str, object] = {"studioId": scene.studio_id, "date": "2026-03-02", "reason": "Burst pipe"}
    before = await everything()
    refused = await client.post("/api/admin/closures", json=asked, headers=admin)
    assert (refused.status_code, refused.json()["code"]) == (409, "would_cancel")
    assert refused.json()["sessions"] == [
        {"sessionId": scene.session_id, "courseName": "Pottery", "startsAt": "2026-03-02T21:00:00Z", "seatsTaken": 1}
    ]
    assert await everything() == before
    answer = await client.post("/api/admin/closures", json={**asked, "confirm": True}, headers=admin)
    assert (answer.status_code, answer.json()["cancelledSessionIds"], answer.json()["told"]) == (
        201,
        [scene.session_id],
        1,
    )
    listed = await client.get(f"/api/admin/closures?studioId={scene.studio_id}&from=2026-03-02", headers=admin)
    assert [one["reason"] for one in listed.json()["items"]] == ["Burst pipe"]


async def test_a_date_in_the_past_is_422(client: httpx.AsyncClient, scene: Scene, admin: dict[str, str]) -> None:
    asked = {"studioId": scene.studio_id, "date": "2026-03-01", "reason": "Burst pipe", "confirm": True}
    answer = await client.post("/api/admin/closures", json=asked, headers=admin)
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"field": "date", "message": "lies in the past"}])
