"""The interface's description is whole, true, and loads nothing from anywhere else."""

import re

import httpx


async def test_every_call_but_the_public_ones_asks_for_a_token(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/schema/openapi.json")).json()
    public = {
        f"{method} {path}"
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
        if "security" not in call
    }
    assert public == {
        "get /health",
        "get /health/ready",
        "post /api/auth/code",
        "post /api/auth/session",
        "post /api/auth/staff",
        "post /api/kiosk/pair",
    }


async def test_every_error_is_described_as_a_problem(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/schema/openapi.json")).json()
    errors = [
        (path, status, answer)
        for path, methods in schema["paths"].items()
        for call in methods.values()
        for status, answer in call["responses"].items()
        if status >= "400" and not path.startswith("/health")
    ]
    assert errors
    for path, status, answer in errors:
        assert list(answer["content"]) == ["application/problem+json"], (path, status)


async def test_every_reference_leads_somewhere(client: httpx.AsyncClient) -> None:
    answer = await client.get("/schema/openapi.json")
    names = set(answer.json()["components"]["schemas"])
    assert set(re.findall(r'"#/components/schemas/([^"]+)"', answer.text)) <= names


async def test_reading_the_description_twice_changes_nothing(client: httpx.AsyncClient) -> None:
    first = (await client.get("/schema/openapi.json")).json()
    await client.get("/schema")
    assert (await client.get("/schema/openapi.json")).json() == first


async def test_the_readable_page_lists_every_call_and_loads_nothing(client: httpx.AsyncClient) -> None:
    page = await client.get("/schema")
    schema = (await client.get("/schema/openapi.json")).json()
    for path in schema["paths"]:
        assert path in page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r"<script|<link|style=|https?://", page.text)
