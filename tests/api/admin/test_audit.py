"""The audit over HTTP: what comes, by the page, and what cannot be asked."""

import httpx
import pytest

from server.rules.vocabulary import Role
from tests.builders import add_staff, as_bearer, sign_in_staff
from tests.scene import Scene

PATH = "/api/admin/audit"


@pytest.fixture
async def admin(scene: Scene) -> dict[str, str]:
    """The headers of an admin."""
    return as_bearer(await sign_in_staff(await add_staff(name="Ada", role=Role.ADMIN)))


async def test_acts_come_by_the_page_with_who_what_when_and_why(
    client: httpx.AsyncClient, scene: Scene, admin: dict[str, str]
) -> None:
    path = f"/api/staff/sessions/{scene.session_id}/capacity"
    await client.post(path, json={"capacity": 12, "reason": "Two more wheels"}, headers=admin)
    page = (await client.get(f"{PATH}?studioId={scene.studio_id}&limit=1", headers=admin)).json()
    [act] = page["items"]
    assert (act["at"], act["actorName"], act["action"]) == ("2026-03-02T20:00:00Z", "Ada", "CAPACITY_CHANGED")
    assert (act["reason"], act["facts"]) == ("Two more wheels", {"oldCapacity": 10, "capacity": 12})
    rest = (await client.get(f"{PATH}?limit=1&cursor={page['nextCursor']}", headers=admin)).json()
    assert ([each["action"] for each in rest["items"]], rest["nextCursor"]) == (["PUNCHES_CHANGED"], None)


async def test_a_subject_and_an_actor_are_found(client: httpx.AsyncClient, scene: Scene, admin: dict[str, str]) -> None:
    query = f"subject=CLASS_REGISTRATION&subjectId={scene.pass_id}&by=system&from=2026-01-01&to=2026-03-02"
    [grant] = (await client.get(f"{PATH}?{query}", headers=admin)).json()["items"]
    assert (grant["actorName"], grant["customerName"]) == ("Studio Check-in", "Ana Ruiz")


@pytest.mark.parametrize(
    "query",
    [
        "studioId=0",
        "studioId=x",
        f"studioId={2**31}",
        "from=0001-01-01",
        "to=9999-12-31",
        "from=2026-02-30",
        "by=%25",
        "by=staff:%25",
        "by=staff:3%0A",
        "by=sam",
        f"by=staff:{'9' * 60}",
        "by=%00",
        "subject=CUSTOMER",
        "subjectId=1",
        "subject=customer&subjectId=1",
        "subject=CUSTOMER&subjectId=0",
        f"subject=CUSTOMER&subjectId={2**70}",
        "limit=0",
        "limit=201",
        "cursor=x",
        "cursor=%00",
        "surprise=1",
    ],
)
async def test_a_query_that_cannot_be_is_refused(client: httpx.AsyncClient, admin: dict[str, str], query: str) -> None:
    answer = await client.get(f"{PATH}?{query}", headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
