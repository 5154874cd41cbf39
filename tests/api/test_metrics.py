"""`/metrics`: what happens on the server in figures, which name nobody and open nothing."""

import httpx
import pytest

from server.rules.pass_code import in_groups
from tests.builders import add_reservation, as_bearer, sign_in_customer
from tests.scene import open_scene
from tests.scraped import scrape


async def test_anybody_may_read_them_as_plain_text(client: httpx.AsyncClient) -> None:
    answer = await client.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    described = (await client.get("/schema/openapi.json")).json()["paths"]["/metrics"]["get"]["responses"]
    assert described == {
        "200": {
            "description": "Request fulfilled, document follows",
            "headers": {},
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    }


async def test_a_request_is_counted_once_with_its_route(client: httpx.AsyncClient) -> None:
    scene = await open_scene()
    headers = as_bearer(await sign_in_customer(scene.customer_id))
    route = {"method": "GET", "route": "/api/registrations/{registration_id}/status"}
    before = await scrape(client)
    await client.get(f"/api/registrations/{scene.pass_id}/status", headers=headers)
    await client.get(f"/api/registrations/{scene.pass_id}/status")
    after = await scrape(client)
    for status in ("200", "401"):
        series = route | {"status": status}
        assert after.count("studio_requests_total", **series) == before.count("studio_requests_total", **series) + 1
    assert after.count("studio_request_seconds_count", **route) == 2 + before.count(
        "studio_request_seconds_count", **route
    )


async def test_head_is_told_from_get(client: httpx.AsyncClient) -> None:
    head = {"method": "HEAD", "route": "/health", "status": "200"}
    before = await scrape(client)
    await client.head("/health")
    after = await scrape(client)
    assert after.count("studio_requests_total", **head) == before.count("studio_requests_total", **head) + 1


@pytest.mark.parametrize("address", ["/c/{}", "/C/{}", "/C/{}/more", "/{}", "/health?code={}"])
async def test_a_pass_code_in_an_address_is_in_no_label(client: httpx.AsyncClient, address: str) -> None:
    scene = await open_scene()
    code = (await add_reservation(scene.pass_id, scene.session_id)).code
    for text in (code, code.lower(), in_groups(code)):
        await client.get(address.format(text))
        await client.request(code, address.format(text))
    page = (await client.get("/metrics")).text
    assert code[:8] not in page.upper()


async def test_a_request_that_goes_nowhere_makes_no_series_of_its_own(client: httpx.AsyncClient) -> None:
    nowhere = {"method": "GET", "route": "unknown", "status": "404"}
    before = await scrape(client)
    for number in range(20):
        await client.get(f"/nowhere/{number}")
    after = await scrape(client)
    assert after.count("studio_requests_total", **nowhere) == before.count("studio_requests_total", **nowhere) + 20
    assert not [label for label in after.labels("studio_requests_total") if "nowhere" in label]
