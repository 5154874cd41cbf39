"""HEAD is answered like GET, without the body (RFC 9110, 9.3.2): monitors and proxies ask so."""

from pathlib import Path

import httpx
import pytest

from tests.builders import as_bearer, sign_in_customer
from tests.parts.server_process import ServerProcess
from tests.scene import open_scene
from tests.written_log import WrittenLog

ADDRESSES = ["/health", "/sign-in", "/static/pages.css", "/schema", "/nowhere", "/api/registrations", "/api/auth/code"]
OF_ITS_MOMENT = {"date", "set-cookie"}


def lasting(answer: httpx.Response) -> dict[str, str]:
    """Return the headers that two answers to the same request share."""
    return {name: value for name, value in answer.headers.items() if name not in OF_ITS_MOMENT}


@pytest.mark.parametrize("path", ADDRESSES)
async def test_head_has_the_status_and_headers_of_get_and_no_body(client: httpx.AsyncClient, path: str) -> None:
    got, head = await client.get(path), await client.head(path)
    assert (head.status_code, lasting(head)) == (got.status_code, lasting(got))
    assert (bool(got.content), head.content) == (True, b"")


async def test_head_is_for_who_may_get(client: httpx.AsyncClient) -> None:
    headers = as_bearer(await sign_in_customer((await open_scene()).customer_id))
    head = await client.head("/api/registrations", headers=headers)
    assert (head.status_code, head.headers["content-type"]) == (200, "application/json")
    assert (await client.head("/api/staff/sessions", headers=headers)).status_code == 403


async def test_the_log_says_that_it_was_head(client: httpx.AsyncClient, log: WrittenLog) -> None:
    await client.head("/health")
    (line,) = log.lines
    assert line.startswith("info request.done method=HEAD route=/health status=200")


def test_a_connection_goes_on_after_head(tmp_path: Path, database_url: str) -> None:
    with ServerProcess(tmp_path, database_url) as server, httpx.Client(base_url=server.url) as client:
        server.start()
        for path in ADDRESSES:
            got, head = client.get(path), client.head(path)
            assert (head.status_code, lasting(head), head.content) == (got.status_code, lasting(got), b"")
        assert client.get("/health").json()
