"""Uploads over HTTP: 200 item by item, and what is malformed is refused whole."""

from collections.abc import Mapping
from typing import Final

import httpx
import pytest

from server.services.context import Context
from tests.builders import add_kiosk, as_bearer
from tests.readings import everything
from tests.scene import Scene

PATH: Final = "/api/kiosk/uploads"


@pytest.fixture
async def kiosk(scene: Scene) -> dict[str, str]:
    """The headers of a kiosk at the scene's door."""
    return as_bearer((await add_kiosk(scene.studio_id)).token)


def item(code: str | None, nonce: str = "scan-0001", **other: object) -> dict[str, object]:
    return {
        "code": code,
        "nonce": nonce,
        "scannedAt": "2026-03-02T19:59:00Z",
        "source": "camera",
        "verdict": "ok",
        "clockOffsetMs": 0,
        "bootId": "boot",
        **other,
    }


async def test_a_batch_is_answered_item_by_item_and_again_the_same(
    client: httpx.AsyncClient, scene: Scene, kiosk: dict[str, str], context: Context
) -> None:
    reservation = await scene.book(context)
    body = {"items": [item(reservation.code), item("?", "scan-0002", verdict="kept")]}
    answer = await client.post(PATH, json=body, headers=kiosk)
    assert answer.status_code == 200
    first, second = answer.json()["results"]
    assert first == {
        "nonce": "scan-0001",
        "outcome": "checked_in",
        "verdict": "ok",
        "message": "Welcome, Ana R. Pottery starts at 16:00.",
        "reservationId": reservation.id,
        "reason": None,
    }
    assert (second["nonce"], second["outcome"], second["verdict"]) == ("scan-0002", "inbox", "unknown_code")
    before = await everything()
    assert (await client.post(PATH, json=body, headers=kiosk)).json() == answer.json()
    after = await everything()
    assert {name for name in before if before[name] != after[name]} <= {"access_token"}  # when it was last used


@pytest.mark.parametrize(
    "items", [None, {}, [item("?", "short")], [item(None)], [item("?", "scan-0003", surprise=1)], [item("?")] * 101]
)
async def test_a_batch_of_another_shape_is_refused_and_keeps_nothing(
    client: httpx.AsyncClient, kiosk: dict[str, str], items: object
) -> None:
    answer = await client.post(PATH, json={"items": items}, headers=kiosk)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert (await everything())["scan_attempt"] == []


async def test_a_hundred_scans_fit_into_one_call(client: httpx.AsyncClient, kiosk: dict[str, str]) -> None:
    """64 kB at most, as everywhere."""
    items: list[Mapping[str, object]] = [item("x" * 200, f"scan-{n:032}", verdict="kept") for n in range(100)]
    answer = await client.post(PATH, json={"items": items}, headers=kiosk)
    assert [result["outcome"] for result in answer.json()["results"]] == ["inbox"] * 100
