"""The log has one line for each request, and nothing in it opens anything (house.md, Style 9)."""

import logging

import httpx
import pytest

from server.rules.pass_code import in_groups
from tests.builders import add_reservation, as_bearer, sign_in_customer
from tests.scene import open_scene


async def test_a_request_is_one_line_with_its_route_and_status(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    scene = await open_scene()
    headers = as_bearer(await sign_in_customer(scene.customer_id))
    with caplog.at_level(logging.INFO, logger="server"):
        await client.get(f"/api/registrations/{scene.pass_id}/status", headers=headers)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("request.done method=GET route=/api/registrations/{")
    assert "status=200 ms=" in line


@pytest.mark.parametrize("letter", ["C", "c"])
async def test_a_pass_code_in_an_address_is_not_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, letter: str
) -> None:
    scene = await open_scene()
    code = (await add_reservation(scene.pass_id, scene.session_id)).code
    with caplog.at_level(logging.DEBUG, logger="server"):
        await client.get(f"/{letter}/{code}")
        await client.get(f"/{letter}/{in_groups(code)}")
        await client.get(f"/{letter}/{code}/more")
    assert len(caplog.records) == 3
    assert code[:8] not in caplog.text


async def test_neither_token_nor_address_nor_code_is_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="server"):
        await client.post("/api/auth/code", json={"email": "ana@example.com"})
        await client.post("/api/auth/session", json={"email": "ana@example.com", "code": "481516"})
        await client.get("/api/registrations?token=abcdef", headers=as_bearer("a-secret-token"))
    for secret in ("ana@example.com", "481516", "abcdef", "a-secret-token"):
        assert secret not in caplog.text
