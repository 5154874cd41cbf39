"""Every answer says how browsers may treat it: pages, JSON, errors, redirects, files."""

from dataclasses import replace

import httpx
import pytest

from server.app import create_app
from server.settings import Settings
from tests.builders import KEYS
from tests.movable_clock import MovableClock

ANSWERS = [
    ("GET", "/health", 200),
    ("GET", "/sign-in", 200),
    ("GET", "/api/nowhere", 404),
    ("GET", "/nowhere", 404),
    ("PUT", "/health", 405),
    ("GET", "/api/registrations", 401),
    ("POST", "/sign-in", 403),
    ("POST", "/api/auth/code", 422),
    ("GET", "/static/pages.css", 200),
    ("GET", "/schema", 200),
    ("GET", "/schema/openapi.json", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
async def test_every_answer_carries_the_security_headers(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("path", ["/api/registrations", "/sign-in", "/health", "/api/nowhere"])
async def test_nothing_private_is_kept_by_anybody(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).headers["cache-control"] == "no-store"


async def test_on_https_everything_stays_https_and_cookies_are_secure(
    app_settings: Settings, database: None, clock: MovableClock
) -> None:
    app = create_app(replace(app_settings, public_url="https://studio.test"), clock, KEYS)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # both are ASGI, typed each in their own words
    async with httpx.AsyncClient(transport=transport, base_url="https://studio.test") as client:
        answer = await client.get("/sign-in")
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
    assert answer.headers.get_list("set-cookie")
