"""Customers at the desk over HTTP: 201 and 200, what is found, what is not there, what cannot be."""

from collections.abc import Mapping
from typing import Final

import httpx
import pytest

from server.tables.people import Customer
from tests.builders import add_customer, add_staff, add_studio, as_bearer, sign_in_staff
from tests.readings import everything
from tests.scene import Scene

PATH: Final = "/api/staff/customers"
ANA: Final[Mapping[str, object]] = {"studioId": 1, "email": "Ana@Example.org", "name": "Ana <b>Romero</b>"}


async def test_a_new_customer_is_201_and_a_known_one_200(client: httpx.AsyncClient, desk: dict[str, str]) -> None:
    first = await client.post(PATH, json=ANA, headers=desk)
    again = await client.post(PATH, json={**ANA, "name": "Somebody Else"}, headers=desk)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["email"], first.json()["name"]) == ("ana@example.org", ANA["name"])


async def test_search_looks_for_words_and_comes_by_the_page(client: httpx.AsyncClient, desk: dict[str, str]) -> None:
    for name in ("Cleo Okri", "Cleo Adler", "Ben Okri"):
        await add_customer(1, name)
    found = (await client.get(f"{PATH}?q=cleo&limit=1", headers=desk)).json()
    rest = (await client.get(f"{PATH}?q=cleo&cursor={found['nextCursor']}", headers=desk)).json()
    assert [each["name"] for each in (*found["items"], *rest["items"])] == ["Cleo Adler", "Cleo Okri"]
    assert (await client.get(f"{PATH}?q=%25", headers=desk)).json()["items"] == []
    assert len((await client.get(PATH, headers=desk)).json()["items"]) == 4


async def test_a_customer_comes_with_passes_history_and_notes(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]
) -> None:
    record = (await client.get(f"{PATH}/{scene.customer_id}", headers=desk)).json()
    assert record.keys() == {"customer", "passes", "history", "notes"}
    assert [each["id"] for each in record["passes"]] == [scene.pass_id]


async def test_what_is_of_another_studio_is_not_there(client: httpx.AsyncClient, scene: Scene) -> None:
    """R41."""
    elsewhere = await add_studio("Elsewhere")
    stranger = as_bearer(await sign_in_staff(await add_staff(elsewhere)))
    before = (await everything())["customer"]
    assert (await client.get(f"{PATH}/{scene.customer_id}", headers=stranger)).status_code == 404
    assert (await client.get(PATH, headers=stranger)).json()["items"] == []
    refused = await client.post(PATH, json={**ANA, "studioId": scene.studio_id}, headers=stranger)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert (await everything())["customer"] == before


@pytest.mark.parametrize(
    "change",
    [
        {"studioId": 0},
        {"studioId": 2**31},
        {"studioId": 2**70},
        {"studioId": "1"},
        {"email": "nobody"},
        {"email": "a@b.c\x00"},
        {"email": "İ@example.org"},
        {"email": f"{'x' * 251}@b.c"},
        {"name": ""},
        {"name": "x" * 201},
        {"name": None},
        {"phone": "1" * 41},
        {"phone": "\x00"},
        {"surprise": 1},
    ],
)
async def test_a_body_that_cannot_be_is_refused(
    client: httpx.AsyncClient, desk: dict[str, str], change: Mapping[str, object]
) -> None:
    before = await Customer.count()
    answer = await client.post(PATH, json={**ANA, **change}, headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert await Customer.count() == before


@pytest.mark.parametrize("query", ["q=%00", f"q={'x' * 201}", "limit=0", "limit=201", "cursor=x", "surprise=1"])
async def test_a_search_that_cannot_be_is_refused(client: httpx.AsyncClient, desk: dict[str, str], query: str) -> None:
    answer = await client.get(f"{PATH}?{query}", headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
