"""The interface's description is whole, true, and loads nothing from anywhere else."""

import re

import httpx
import pytest


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
        "get /metrics",
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
    components = answer.json()["components"]
    for kind, name in re.findall(r'"#/components/(\w+)/([^"]+)"', answer.text):
        assert name in components[kind]


async def test_the_snapshot_is_described_with_its_shape_and_its_304(client: httpx.AsyncClient) -> None:
    answers = (await client.get("/schema/openapi.json")).json()["paths"]["/api/kiosk/snapshot"]["get"]["responses"]
    assert answers["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Snapshot"}
    assert "content" not in answers["304"]


async def test_no_answer_is_described_as_anything_at_all(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/schema/openapi.json")).json()
    assert [
        (path, method, status)
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
        for status, answer in call["responses"].items()
        if any(content["schema"] == {} for content in answer.get("content", {}).values())
    ] == []


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("get", "/api/registrations", set()),
        ("post", "/api/reservations", {"IdempotencyKey"}),
        ("get", "/api/staff/sessions", {"StudioKiosk"}),
        ("post", "/api/staff/reservations/{reservation_id}/check-in", {"IdempotencyKey", "StudioKiosk"}),
        ("patch", "/api/admin/kiosks/{kiosk_id}", {"IdempotencyKey"}),
        ("post", "/api/admin/kiosks/{kiosk_id}/pairing-code", set()),
        ("post", "/api/auth/staff", set()),
        ("post", "/api/kiosk/scan", set()),
        ("post", "/api/kiosk/uploads", set()),
    ],
)
async def test_a_call_names_the_headers_that_it_takes(
    client: httpx.AsyncClient, method: str, path: str, headers: set[str]
) -> None:
    """R21: calls whose answer holds a secret take no key, and a scan's nonce is its key."""
    call = (await client.get("/schema/openapi.json")).json()["paths"][path][method]
    named = {part["$ref"].rpartition("/")[2] for part in call.get("parameters", []) if "$ref" in part}
    assert named == headers


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
