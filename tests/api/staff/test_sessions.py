"""A class session at the desk over HTTP: its seats and its notes."""

from collections.abc import Mapping
from typing import Final

import httpx
import pytest

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
