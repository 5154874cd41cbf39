"""Selling a pass over HTTP."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import httpx
import pytest

from server.tables.passes import PassProduct
from tests.builders import (
    STARTS_AT,
    add_product,
    add_session,
    add_staff,
    add_studio,
    as_bearer,
    sign_in_customer,
    sign_in_staff,
)
from tests.readings import everything
from tests.scene import Scene

PATH: Final = "/api/staff/registrations"


@pytest.fixture(autouse=True)
async def _product(scene: Scene) -> None:
    """Eight punches on the shelf, as product 1."""
    await add_product(scene.studio_id, scene.course_id)


async def test_a_pass_is_sold_with_201(client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]) -> None:
    body = {"customerId": scene.customer_id, "passProductId": 1, "payment": "cash", "validFrom": "2026-03-09"}
    body |= {"paymentNote": "Two notes of 80"}
    answer = await client.post(PATH, json=body, headers=desk)
    assert answer.status_code == 201
    sold = answer.json()
    assert (sold["passType"], sold["sessionsRemaining"], sold["validFrom"]) == ("PUNCH_PASS", 8, "2026-03-09")
    assert (sold["payment"], sold["paymentNote"], sold["currency"]) == ("cash", "Two notes of 80", "EUR")
    status = await client.get(f"/api/registrations/{sold['id']}/status", headers=desk)
    assert (status.json()["status"], status.json()["sessionsAvailable"]) == ("upcoming", 8)


async def test_what_was_agreed_is_for_staff_alone(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]
) -> None:
    body = {"customerId": scene.customer_id, "passProductId": 1, "payment": "free", "paymentNote": "A gift of Ben's"}
    sold = (await client.post(PATH, json=body, headers=desk)).json()
    record = (await client.get(f"/api/staff/customers/{scene.customer_id}", headers=desk)).json()
    [shown] = [each for each in record["passes"] if each["id"] == sold["id"]]
    assert shown == sold
    assert (shown["payment"], shown["paymentNote"], shown["soldBy"]) == ("free", "A gift of Ben's", "Sam Okafor")
    owner = as_bearer(await sign_in_customer(scene.customer_id))
    for path in ("", f"/{sold['id']}/status", f"/{sold['id']}/punches"):
        answer = await client.get(f"/api/registrations{path}", headers=owner)
        assert answer.status_code == 200
        assert not re.search("payment|price|gift|sold", answer.text, re.IGNORECASE)


async def test_a_course_that_cannot_be_had_as_a_whole_is_not_sold(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]
) -> None:
    """R12: 409 with the ids; nothing is half done."""
    await PassProduct.update({PassProduct.pass_type: "FULL_COURSE"}).where(PassProduct.id == 1)
    full = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), capacity=0)
    before = (await everything())["class_registration"]
    answer = await client.post(PATH, json={"customerId": scene.customer_id, "passProductId": 1}, headers=desk)
    assert (answer.status_code, answer.json()["code"], answer.json()["sessionIds"]) == (409, "session_full", [full])
    assert (await everything())["class_registration"] == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customerId": 0}, "customerId"),
        ({"customerId": 2**31}, "customerId"),
        ({"passProductId": 2**70}, "passProductId"),
        ({"courseId": 9999}, "courseId"),
        ({"courseId": "1"}, "courseId"),
        ({"validFrom": "0001-01-01"}, ""),
        ({"validFrom": "9999-12-31"}, ""),
        ({"validFrom": "2026-02-30"}, "validFrom"),
        ({"payment": "cheque"}, "payment"),
        ({"payment": "cash", "paymentNote": "\x00"}, "paymentNote"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_a_sale_that_cannot_be_is_refused(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str], change: Mapping[str, object], field: str
) -> None:
    before = await everything()
    body = {"customerId": scene.customer_id, "passProductId": 1, **change}
    answer = await client.post(PATH, json=body, headers=desk)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["errors"][0]["field"] == field
    assert await everything() == before


async def test_what_is_unknown_or_another_studios_is_not_there(
    client: httpx.AsyncClient, scene: Scene, desk: dict[str, str]
) -> None:
    """R41."""
    stranger = as_bearer(await sign_in_staff(await add_staff(await add_studio("Elsewhere"))))
    before = await everything()
    for headers, change in (
        (desk, {"customerId": 9999}),
        (desk, {"passProductId": 9999}),
        (stranger, dict[str, int]()),
    ):
        body = {"customerId": scene.customer_id, "passProductId": 1, **change}
        answer = await client.post(PATH, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await everything() == before
