"""The staff inbox over HTTP."""

from collections.abc import Mapping
from typing import Final

import httpx
import pytest

from tests.builders import add_dead_letter, add_reservation
from tests.readings import everything
from tests.scene import Scene

PATH: Final = "/api/staff/inbox"
RETRY: Final[Mapping[str, object]] = {"action": "retry", "reason": "The address was wrong"}


@pytest.fixture
async def item(scene: Scene) -> int:
    """A confirmation that did not arrive."""
    return await add_dead_letter(scene.studio_id, (await add_reservation(scene.pass_id, scene.session_id)).id)


async def test_what_waits_is_listed_with_its_actions_and_gone_when_resolved(
    client: httpx.AsyncClient, desk: dict[str, str], item: int
) -> None:
    [shown] = (await client.get(PATH, headers=desk)).json()["items"]
    assert (shown["id"], shown["kind"], shown["actions"]) == (item, "FAILED_MESSAGE", ["retry", "dismiss"])
    answer = await client.post(f"{PATH}/{item}/resolve", json=RETRY, headers=desk)
    assert (answer.status_code, answer.json()["resolution"]) == (200, "retry")
    assert (await client.get(PATH, headers=desk)).json() == {"items": [], "nextCursor": None}


async def test_another_action_afterwards_is_409(client: httpx.AsyncClient, desk: dict[str, str], item: int) -> None:
    await client.post(f"{PATH}/{item}/resolve", json=RETRY, headers=desk)
    answer = await client.post(f"{PATH}/{item}/resolve", json={**RETRY, "action": "dismiss"}, headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_resolved")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "retry"},
        {"reason": "x"},
        {**RETRY, "action": "RETRY"},
        {**RETRY, "action": None},
        {**RETRY, "action": 1},
        {**RETRY, "reason": ""},
        {**RETRY, "reason": "a\x00b"},
        {**RETRY, "reason": "x" * 501},
        {**RETRY, "surprise": 1},
    ],
)
async def test_an_action_that_cannot_be_is_refused(
    client: httpx.AsyncClient, desk: dict[str, str], item: int, body: Mapping[str, object]
) -> None:
    before = await everything()
    answer = await client.post(f"{PATH}/{item}/resolve", json=body, headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert await everything() == before


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "cursor=x", "cursor=%00", "surprise=1"])
async def test_a_list_that_cannot_be_is_refused(client: httpx.AsyncClient, desk: dict[str, str], query: str) -> None:
    answer = await client.get(f"{PATH}?{query}", headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), str(2**70), "x"])
async def test_an_item_that_cannot_be_is_not_there(
    client: httpx.AsyncClient, desk: dict[str, str], number: str
) -> None:
    answer = await client.post(f"{PATH}/{number}/resolve", json=RETRY, headers=desk)
    assert answer.status_code == 404
