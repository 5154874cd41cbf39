"""A class session at the desk over HTTP: its seats and its notes."""

from collections.abc import Mapping
from typing import Final

import httpx
import pytest

from tests.builders import add_product
from tests.readings import everything
from tests.scene import Scene

MORE: Final[Mapping[str, object]] = {"capacity": 12, "reason": "Two more wheels"}
NO_NOTES: Final[tuple[object, ...]] = (
    {},
    {"text": None},
    {"text": ""},
    {"text": "\n "},
    {"text": "a\x00b"},
    {"text": 7},
    {"text": ["x"]},
    {"text": "x", "author": "staff:1"},
)


async def test_a_capacity_is_answered_with_the_session(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]
) -> None:
    answer = await client.post(f"/api/staff/sessions/{scene.session_id}/capacity", json=MORE, headers=desk)
    assert (answer.status_code, answer.json()["id"], answer.json()["capacity"]) == (200, scene.session_id, 12)


async def test_too_few_seats_are_409(client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]) -> None:
    body = {"registrationId": scene.pass_id, "sessionId": scene.session_id}
    assert (await client.post("/api/reservations", json=body, headers=desk)).status_code == 201
    path = f"/api/staff/sessions/{scene.session_id}/capacity"
    answer = await client.post(path, json={**MORE, "capacity": 0}, headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (409, "capacity_below_seats")


@pytest.mark.parametrize(
    "change",
    [
        {"capacity": -1},
        {"capacity": 1001},
        {"capacity": 2**31},
        {"capacity": 2**70},
        {"capacity": "12"},
        {"capacity": 1.5},
        {"capacity": True},
        {"reason": None},
        {"reason": ""},
        {"reason": " \t"},
        {"reason": "a\x00b"},
        {"reason": "x" * 501},
        {"surprise": 1},
    ],
)
async def test_a_capacity_that_cannot_be_is_refused(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str], change: Mapping[str, object]
) -> None:
    before = await everything()
    path = f"/api/staff/sessions/{scene.session_id}/capacity"
    answer = await client.post(path, json={**MORE, **change}, headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert await everything() == before


async def test_a_note_is_201_and_comes_with_the_day(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]
) -> None:
    path = f"/api/staff/sessions/{scene.session_id}/notes"
    answer = await client.post(path, json={"text": "The kiln is on"}, headers=desk)
    [session] = (await client.get("/api/staff/sessions", headers=desk)).json()
    assert (answer.status_code, session["notes"]) == (201, [answer.json()])


@pytest.mark.parametrize("body", NO_NOTES, ids=str)
@pytest.mark.parametrize("noun", ["sessions", "customers"])
async def test_a_note_that_cannot_be_is_refused(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str], noun: str, body: object
) -> None:
    before = await everything()
    answer = await client.post(f"/api/staff/{noun}/1/notes", json=body, headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert await everything() == before


@pytest.mark.parametrize("studio_id", [0, 2**31, "1", True])
async def test_a_studio_that_cannot_be_is_refused(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str], studio_id: object
) -> None:
    body = {"text": "Left-handed", "studioId": studio_id}
    answer = await client.post(f"/api/staff/customers/{scene.customer_id}/notes", json=body, headers=desk)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "studioId")


async def test_a_walk_in_is_answered_with_201_and_by_its_key_again(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]
) -> None:
    """R31, R21: sold once, let in once."""
    product = await add_product(scene.studio_id, scene.course_id)
    body = {"sale": {"passProductId": product, "payment": "card"}, "customer": {"name": "Jo", "phone": "555 0199"}}
    path, headers = f"/api/staff/sessions/{scene.session_id}/walk-ins", desk | {"Idempotency-Key": "walk-in-1"}
    first, again = [await client.post(path, json=body, headers=headers) for _ in range(2)]
    assert (first.status_code, first.json()["reservationStatus"]) == (201, "CHECKED_IN")
    assert first.json() == again.json()
    assert len((await everything())["session_reservation"]) == 1
    found = (await client.get("/api/staff/customers?q=Jo", headers=desk)).json()["items"]
    assert [(each["name"], each["email"]) for each in found] == [("Jo", None)]
    assert (await client.get("/api/staff/customers?q=address", headers=desk)).json()["items"] == []


async def test_a_refused_walk_in_leaves_nothing_behind_its_key(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]
) -> None:
    """R21: a 409 is kept, and what was sold on the way to it is not."""
    product = await add_product(scene.studio_id, scene.course_id)
    body = {"capacity": 0, "reason": "No wheels"}
    await client.post(f"/api/staff/sessions/{scene.session_id}/capacity", json=body, headers=desk)
    before = await everything()
    sold = {"sale": {"passProductId": product}, "customer": {"name": "Jo"}}
    path, headers = f"/api/staff/sessions/{scene.session_id}/walk-ins", desk | {"Idempotency-Key": "walk-in-2"}
    for _ in range(2):
        answer = await client.post(path, json=sold, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "session_full")
    after = await everything()
    assert {**after, "keyed_request": []} == {**before, "keyed_request": []}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "sale"),
        ({"registrationId": 1, "sale": {"passProductId": 1}}, "sale"),
        ({"sale": {"passProductId": 1}}, "customer"),
        ({"registrationId": 1, "customer": {"name": "Jo"}}, "customer"),
        ({"registrationId": 0}, "registrationId"),
        ({"sale": {"passProductId": 1, "payment": "shells"}, "customerId": 1}, "sale.payment"),
        ({"sale": {"passProductId": 1, "price": 1}, "customerId": 1}, "sale.price"),
        ({"sale": {"passProductId": 1}, "customer": {"name": " "}}, "customer.name"),
        ({"sale": {"passProductId": 1}, "customer": {"name": "Jo", "email": "jo"}}, "customer.email"),
        ({"registrationId": 1, "force": 1}, "force"),
        ({"registrationId": 1, "reason": ""}, "reason"),
    ],
)
async def test_an_unclear_walk_in_is_422_by_its_field(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str], body: Mapping[str, object], field: str
) -> None:
    before = await everything()
    answer = await client.post(f"/api/staff/sessions/{scene.session_id}/walk-ins", json=body, headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["errors"][0]["field"] == field
    assert await everything() == before
