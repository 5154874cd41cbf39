"""Malformed requests are 4xx with their code, never a 500, and change nothing (`api.md`, "Malformed")."""

import json
from collections.abc import AsyncIterator
from typing import Final

import httpx
import pytest

from server.rules.vocabulary import Role
from server.tables.people import Customer
from server.tables.reservations import SessionReservation
from tests.builders import add_staff, add_studio, as_bearer, sign_in_customer, sign_in_staff
from tests.scene import open_scene

BOOK: Final = {"registrationId": 1, "sessionId": 1}
NO_JSON: Final = {
    "nothing closed": b'{"registrationId": 1',
    "a word": b"hello",
    "invalid UTF-8": b'{"registrationId": "\xff\xfe"}',
    "deep nesting": b"[" * 60_000,
    "deep objects": b'{"a":' * 10_000,
    "a lone surrogate": b'{"registrationId": "\\ud800"}',
    "UTF-16": '{"registrationId": 1}'.encode("utf-16"),
    "two values": b"{} {}",
    "NaN": b'{"registrationId": NaN}',
}
WRONG_SHAPES: Final[dict[str, object]] = {
    "a list": [],
    "a text": "x",
    "null": None,
    "a number": 7,
    "a text for a number": BOOK | {"sessionId": "1"},
    "a fraction": BOOK | {"sessionId": 1.5},
    "true for a number": BOOK | {"sessionId": True},
    "past 32 bits": BOOK | {"sessionId": 2**31},
    "past 64 bits": BOOK | {"sessionId": 2**70},
    "below one": BOOK | {"sessionId": 0},
    "an unknown field": BOOK | {"seat": 4},
    "snake case": {"registration_id": 1, "session_id": 1},
    "a missing field": {"registrationId": 1},
    "a NUL in a name": BOOK | {"a\x00b": 1},
}


async def customer_call(client: httpx.AsyncClient, body: bytes) -> httpx.Response:
    scene = await open_scene()
    headers = as_bearer(await sign_in_customer(scene.customer_id))
    return await client.post("/api/reservations", content=body, headers=headers)


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON)
async def test_what_is_no_json_is_malformed(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await customer_call(client, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")
    assert await SessionReservation.count() == 0


@pytest.mark.parametrize("body", WRONG_SHAPES.values(), ids=WRONG_SHAPES)
async def test_the_wrong_shape_is_invalid(client: httpx.AsyncClient, body: object) -> None:
    answer = await customer_call(client, json.dumps(body).encode())
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert await SessionReservation.count() == 0


async def test_an_error_names_the_field_as_the_wire_does(client: httpx.AsyncClient) -> None:
    answer = await customer_call(client, json.dumps(BOOK | {"sessionId": "x"}).encode())
    assert answer.json()["errors"] == [{"field": "sessionId", "message": "Expected `int`, got `str`"}]


async def test_an_unknown_field_is_named(client: httpx.AsyncClient) -> None:
    answer = await customer_call(client, json.dumps(BOOK | {"seat": 1}).encode())
    assert answer.json()["errors"] == [{"field": "seat", "message": "is not a field"}]


async def test_a_missing_field_is_named(client: httpx.AsyncClient) -> None:
    answer = await customer_call(client, b"{}")
    assert answer.json()["errors"] == [{"field": "registrationId", "message": "is required"}]


async def test_no_body_is_an_empty_object(client: httpx.AsyncClient) -> None:
    answer = await customer_call(client, b"")
    assert answer.json()["errors"] == [{"field": "registrationId", "message": "is required"}]


async def test_a_number_of_five_thousand_digits_is_refused(client: httpx.AsyncClient) -> None:
    answer = await customer_call(client, b'{"registrationId": ' + b"9" * 5000 + b"}")
    assert answer.status_code in (400, 422)


async def test_a_body_over_64_kb_is_too_large(client: httpx.AsyncClient) -> None:
    answer = await customer_call(client, b'{"registrationId": "' + b"x" * 200_000 + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_body_in_pieces_over_64_kb_is_too_large(client: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 10_000

    answer = await client.post("/api/auth/code", content=pieces())
    assert answer.status_code == 413


async def test_a_text_of_60_kb_where_a_name_belongs_is_refused(client: httpx.AsyncClient) -> None:
    studio_id = await add_studio()
    headers = as_bearer(await sign_in_staff(await add_staff(studio_id)))
    body = {"studioId": studio_id, "email": "a@example.com", "name": "x" * 60_000}
    answer = await client.post("/api/staff/customers", json=body, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "name")
    assert await Customer.count() == 0


@pytest.mark.parametrize("text", ["a\x00b", "\x00"])
async def test_a_nul_in_a_text_is_refused(client: httpx.AsyncClient, text: str) -> None:
    studio_id = await add_studio()
    headers = as_bearer(await sign_in_staff(await add_staff(studio_id)))
    body = {"studioId": studio_id, "email": "a@example.com", "name": text}
    answer = await client.post("/api/staff/customers", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


QUERIES: Final = {
    "no date": "from=today&to=2026-03-09",
    "no such date": "from=2026-02-30&to=2026-03-09",
    "the first year": "from=0001-01-01&to=2026-03-09",
    "the last year": "from=2026-03-02&to=9999-12-31",
    "backwards": "from=2026-03-09&to=2026-03-02",
    "too long": "from=2026-01-01&to=2028-01-01",
    "left out": "from=2026-03-02",
    "unknown": "from=2026-03-02&to=2026-03-09&until=2026-03-09",
    "NUL": "from=2026-03-02%00&to=2026-03-09",
    "invalid UTF-8": "from=%ff&to=2026-03-09",
    "a lone surrogate": "from=%ed%a0%80&to=2026-03-09",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_a_query_of_the_wrong_shape_is_invalid(client: httpx.AsyncClient, query: str) -> None:
    scene = await open_scene()
    headers = as_bearer(await sign_in_customer(scene.customer_id))
    answer = await client.get(f"/api/registrations/{scene.pass_id}/calendar?{query}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_a_query_error_names_the_part_as_the_wire_does(client: httpx.AsyncClient) -> None:
    scene = await open_scene()
    headers = as_bearer(await sign_in_customer(scene.customer_id))
    path = f"/api/registrations/{scene.pass_id}/calendar"
    wrong = await client.get(f"{path}?from=x&to=2026-03-09", headers=headers)
    missing = await client.get(f"{path}?from=2026-03-02", headers=headers)
    assert [error["field"] for error in wrong.json()["errors"]] == ["from"]
    assert missing.json()["errors"] == [{"field": "to", "message": "is required"}]


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), str(2**63), str(2**70), "9" * 4000])
@pytest.mark.parametrize("path", ["/api/reservations/{}", "/api/staff/sessions/{}/reservations"])
async def test_an_id_that_cannot_be_is_not_there(client: httpx.AsyncClient, path: str, number: str) -> None:
    admin = as_bearer(await sign_in_staff(await add_staff(role=Role.ADMIN)))
    answer = await client.get(path.format(number), headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("number", ["abc", "1.5", "%00", "%ff", "1e3", "\uff11"])
async def test_an_id_that_is_no_number_is_not_there(client: httpx.AsyncClient, number: str) -> None:
    admin = as_bearer(await sign_in_staff(await add_staff(role=Role.ADMIN)))
    answer = await client.get(f"/api/reservations/{number}", headers=admin)
    assert answer.status_code == 404


@pytest.mark.parametrize("token", ["", " ", "x" * 5000, "\xe9", "a b c"])
async def test_a_token_that_cannot_be_is_nobodys(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get("/api/registrations", headers={b"Authorization": f"Bearer {token}".encode("latin-1")})
    assert answer.status_code == 401


async def test_a_method_that_a_route_does_not_take_is_405_and_says_which_it_takes(client: httpx.AsyncClient) -> None:
    answer = await client.put("/api/auth/session")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["allow"]
