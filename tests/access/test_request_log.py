"""The log has one line for each request, and nothing in it opens anything (house.md, Style 9)."""

import httpx
import pytest

from server.logs.strike_out import STRUCK_OUT
from server.rules.pass_code import in_groups
from tests.builders import add_reservation, as_bearer, sign_in_customer
from tests.scene import open_scene
from tests.written_log import WrittenLog


async def test_a_request_is_one_line_with_its_route_and_status(client: httpx.AsyncClient, log: WrittenLog) -> None:
    scene = await open_scene()
    headers = as_bearer(await sign_in_customer(scene.customer_id))
    await client.get(f"/api/registrations/{scene.pass_id}/status", headers=headers)
    (line,) = log.lines
    assert line.startswith("info request.done method=GET route=/api/registrations/{")
    assert "status=200 ms=" in line


@pytest.mark.parametrize("letter", ["C", "c"])
async def test_a_pass_code_in_an_address_is_not_logged(client: httpx.AsyncClient, log: WrittenLog, letter: str) -> None:
    scene = await open_scene()
    code = (await add_reservation(scene.pass_id, scene.session_id)).code
    await client.get(f"/{letter}/{code}")
    await client.get(f"/{letter}/{in_groups(code)}")
    await client.get(f"/{letter}/{code}/more")
    assert len(log.lines) == 3
    assert STRUCK_OUT not in log.text  # the line of defence had nothing to do
    assert code[:8] not in log.text


async def test_neither_token_nor_address_nor_code_is_logged(client: httpx.AsyncClient, log: WrittenLog) -> None:
    await client.post("/api/auth/code", json={"email": "ana@example.com"})
    await client.post("/api/auth/session", json={"email": "ana@example.com", "code": "481516"})
    await client.get("/api/registrations?token=abcdef", headers=as_bearer("a-secret-token"))
    assert len(log.lines) == 3
    for secret in ("ana@example.com", "481516", "abcdef", "a-secret-token", STRUCK_OUT):
        assert secret not in log.text
