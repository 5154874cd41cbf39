"""What admins do to passes, over HTTP (R8, R9)."""

from typing import Final

import httpx
import pytest

from server.rules.vocabulary import Role
from server.services.context import Context
from tests.builders import add_staff, as_bearer, sign_in_staff
from tests.readings import everything
from tests.scene import Scene, open_scene

PATH: Final = "/api/admin/registrations"
TODAY: Final = {"from": "2026-03-02", "until": "2026-03-03", "reason": "a broken leg"}


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene()


@pytest.fixture
async def admin(scene: Scene) -> dict[str, str]:
    return as_bearer(await sign_in_staff(await add_staff(name="Ada Root", role=Role.ADMIN)))


async def test_a_freeze_shows_what_it_would_cancel_and_does_it_when_it_is_confirmed(
    client: httpx.AsyncClient, scene: Scene, context: Context, admin: dict[str, str]
) -> None:
    reservation = await scene.book(context)
    before = await everything()
    shown = await client.post(f"{PATH}/{scene.pass_id}/freeze", json=TODAY, headers=admin)
    assert (shown.status_code, shown.json()["code"]) == (409, "would_cancel")
    listed = {
        "reservationId": reservation.id,
        "sessionId": scene.session_id,
        "courseName": "Pottery",
        "stepTitle": None,
        "startsAt": "2026-03-02T21:00:00Z",
    }
    assert shown.json()["reservations"] == [listed]
    assert (await everything())["session_reservation"] == before["session_reservation"]
    done = await client.post(f"{PATH}/{scene.pass_id}/freeze", json={**TODAY, "confirm": True}, headers=admin)
    assert (done.status_code, done.json()["cancelled"]) == (200, [listed])
    assert (done.json()["status"], done.json()["frozenUntil"]) == ("frozen", "2026-03-03")
    again = await client.post(f"{PATH}/{scene.pass_id}/freeze", json=TODAY, headers=admin)
    assert (again.status_code, again.json()["code"], again.json()["frozenUntil"]) == (
        409,
        "freeze_not_over",
        "2026-03-03",
    )


async def test_a_pass_is_extended_and_cancelled(client: httpx.AsyncClient, scene: Scene, admin: dict[str, str]) -> None:
    body = {"validUntil": "2026-03-30", "reason": "was ill"}
    extended = await client.post(f"{PATH}/{scene.pass_id}/extend", json=body, headers=admin)
    assert (extended.status_code, extended.json()["validUntil"]) == (200, "2026-03-30")
    cancelled = await client.post(f"{PATH}/{scene.pass_id}/cancel", json={"reason": "moves away"}, headers=admin)
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    refused = await client.post(f"{PATH}/{scene.pass_id}/extend", json=body, headers=admin)
    assert (refused.status_code, refused.json()["code"]) == (409, "pass_cancelled")


async def test_an_adjustment_answers_the_ledgers_row_and_a_key_adjusts_once(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str]
) -> None:
    """R21."""
    body, keyed = {"delta": -3, "reason": "counted twice"}, admin | {"Idempotency-Key": "adjust-1"}
    first, again = [await client.post(f"{PATH}/{scene.pass_id}/adjust", json=body, headers=keyed) for _ in range(2)]
    assert (first.status_code, again.json()) == (200, first.json())
    row = first.json()
    assert (row["kind"], row["delta"], row["balance"], row["reason"]) == ("ADJUST", -3, 5, "counted twice")
    refused = await client.post(f"{PATH}/{scene.pass_id}/adjust", json={**body, "delta": -6}, headers=admin)
    assert (refused.status_code, refused.json()["code"]) == (409, "punches_held")
    assert (refused.json()["sessionsRemaining"], refused.json()["sessionsHeld"]) == (5, 0)


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("freeze", {**TODAY, "from": "2026-03-01"}, "from"),
        ("freeze", {**TODAY, "until": "2026-03-01"}, "until"),
        ("freeze", {**TODAY, "until": "2027-03-04"}, "until"),
        ("freeze", {"from": "2026-03-02", "until": "2026-03-02"}, "reason"),
        ("adjust", {"delta": 0, "reason": "nothing"}, "delta"),
        ("adjust", {"delta": 1001, "reason": "too many"}, "delta"),
        ("extend", {"reason": "for how long?"}, "validUntil"),
        ("cancel", {"reason": " "}, "reason"),
    ],
)
async def test_what_cannot_be_is_refused(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str], act: str, body: dict[str, object], field: str
) -> None:
    before = await everything()
    answer = await client.post(f"{PATH}/{scene.pass_id}/{act}", json=body, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["errors"][0]["field"] == field
    assert await everything() == before
