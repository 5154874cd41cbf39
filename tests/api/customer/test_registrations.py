"""A customer's passes over HTTP (`api.md`, "Customers")."""

import httpx
import pytest

from tests.builders import as_bearer, sign_in_customer, sign_in_staff
from tests.readings import everything
from tests.scene import Scene


@pytest.fixture
async def own(scene: Scene) -> dict[str, str]:
    """The headers of the pass's owner."""
    return as_bearer(await sign_in_customer(scene.customer_id))


async def test_the_passes_are_listed(client: httpx.AsyncClient, scene: Scene, own: dict[str, str]) -> None:
    listed = (await client.get("/api/registrations", headers=own)).json()
    assert [each["id"] for each in listed] == [scene.pass_id]


async def test_the_status_has_the_published_fields(
    client: httpx.AsyncClient, scene: Scene, own: dict[str, str]
) -> None:
    """Published shapes are append-only: these stay."""
    status = (await client.get(f"/api/registrations/{scene.pass_id}/status", headers=own)).json()
    assert status.keys() >= {
        "id",
        "passType",
        "status",
        "sessionsIncluded",
        "sessionsRemaining",
        "sessionsHeld",
        "sessionsAvailable",
        "maxAdvanceReservations",
        "openReservations",
        "validFrom",
        "validUntil",
        "frozen",
        "parts",
        "nextStepId",
        "warnings",
    }
    assert (status["sessionsAvailable"], status["maxAdvanceReservations"]) == (8, 3)


async def test_the_ledger_is_newest_first_with_balances(
    client: httpx.AsyncClient, scene: Scene, own: dict[str, str]
) -> None:
    ledger = (await client.get(f"/api/registrations/{scene.pass_id}/punches", headers=own)).json()
    assert [(row["kind"], row["delta"], row["balance"]) for row in ledger] == [("GRANT", 8, 8)]
    assert ledger[0]["at"] == "2026-01-05T12:00:00Z"


async def test_staff_read_a_customers_pass_and_list_none_of_their_own(client: httpx.AsyncClient, scene: Scene) -> None:
    """R41."""
    desk = as_bearer(await sign_in_staff(scene.staff_id))
    assert (await client.get(f"/api/registrations/{scene.pass_id}/status", headers=desk)).status_code == 200
    assert (await client.get("/api/registrations", headers=desk)).status_code == 403


@pytest.mark.parametrize("part", ["status", "punches"])
async def test_a_pass_of_somebody_else_is_not_there(client: httpx.AsyncClient, scene: Scene, part: str) -> None:
    """R41."""
    neighbour, neighbours_pass = await scene.add_neighbour()
    assert neighbour.customer_id is not None
    theirs = as_bearer(await sign_in_customer(neighbour.customer_id))
    before = await everything()
    for registration_id in (scene.pass_id, 9999):
        answer = await client.get(f"/api/registrations/{registration_id}/{part}", headers=theirs)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await client.get(f"/api/registrations/{neighbours_pass}/{part}", headers=theirs)).status_code == 200
    assert await everything() == before
