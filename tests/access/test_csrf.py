"""Only a browser sends a cookie by itself, so only cookie callers prove that they meant it."""

import httpx
import pytest

from tests.builders import add_customer, add_staff, add_studio, as_bearer, sign_in_customer, sign_in_staff
from tests.mailed import mailed_code

COOKIE = "studio_session"
HEADER = "x-csrftoken"


async def signed_in_browser(client: httpx.AsyncClient) -> str:
    token = await sign_in_customer(await add_customer(await add_studio()))
    client.cookies.set(COOKIE, token)
    return token


async def proof_of(client: httpx.AsyncClient) -> str:
    await client.get("/api/registrations")
    return client.cookies["csrftoken"]


async def test_a_cookie_alone_changes_nothing(client: httpx.AsyncClient) -> None:
    await signed_in_browser(client)
    answer = await client.delete("/api/auth/session")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert (await client.get("/api/registrations")).status_code == 200


async def test_a_cookie_with_the_proof_in_a_header_may(client: httpx.AsyncClient) -> None:
    await signed_in_browser(client)
    answer = await client.delete("/api/auth/session", headers={HEADER: await proof_of(client)})
    assert answer.status_code == 204
    assert (await client.get("/api/registrations")).status_code == 401


@pytest.mark.parametrize("proof", ["", "wrong", "a.b", "\u00fc"])
async def test_a_wrong_proof_is_none(client: httpx.AsyncClient, proof: str) -> None:
    await signed_in_browser(client)
    answer = await client.delete("/api/auth/session", headers={HEADER.encode(): proof.encode("latin-1")})
    assert answer.status_code == 403


async def test_another_sessions_proof_is_none(client: httpx.AsyncClient) -> None:
    await signed_in_browser(client)
    others_proof = await proof_of(client)
    client.cookies.clear()
    await signed_in_browser(client)
    answer = await client.delete("/api/auth/session", headers={HEADER: others_proof})
    assert answer.status_code == 403


async def test_a_proof_that_an_attacker_planted_as_a_cookie_is_none(client: httpx.AsyncClient) -> None:
    await signed_in_browser(client)
    client.cookies.set("csrftoken", "planted")
    answer = await client.delete("/api/auth/session", headers={HEADER: "planted"})
    assert answer.status_code == 403


async def test_a_bearer_needs_no_proof(client: httpx.AsyncClient) -> None:
    token = await sign_in_customer(await add_customer(await add_studio()))
    assert (await client.delete("/api/auth/session", headers=as_bearer(token))).status_code == 204


async def test_a_bearer_beside_a_cookie_is_who_asks(client: httpx.AsyncClient) -> None:
    await signed_in_browser(client)
    staff = await sign_in_staff(await add_staff(await add_studio()))
    assert (await client.get("/api/staff/sessions", headers=as_bearer(staff))).status_code == 200
    assert (await client.delete("/api/auth/session", headers=as_bearer(staff))).status_code == 204
    assert (await client.get("/api/registrations")).status_code == 200


async def test_nobody_without_a_cookie_needs_a_proof_to_ask_for_a_code(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/auth/code", json={"email": "ana@example.com"})).status_code == 204


async def test_reading_needs_no_proof(client: httpx.AsyncClient) -> None:
    await signed_in_browser(client)
    assert (await client.get("/api/registrations")).status_code == 200


async def test_the_sign_in_form_needs_the_visitors_own_proof(client: httpx.AsyncClient) -> None:
    form = {"email": "ana@example.com"}
    assert (await client.post("/sign-in", data=form)).status_code == 403
    await client.get("/sign-in")
    proof = client.cookies["csrftoken"]
    client.cookies.delete("csrftoken")
    assert (await client.post("/sign-in", data=form | {"_csrf_token": proof})).status_code == 403
    client.cookies.set("csrftoken", proof)
    assert (await client.post("/sign-in", data=form | {"_csrf_token": proof})).status_code == 303


async def test_the_session_cookie_is_out_of_scripts_reach(client: httpx.AsyncClient) -> None:
    await client.get("/sign-in")
    proof = {"_csrf_token": client.cookies["csrftoken"]}
    await add_studio()
    await client.post("/sign-in", data=proof | {"email": "ana@example.com"})
    answer = await client.post(
        "/sign-in/code", data=proof | {"code": await mailed_code("ana@example.com"), "name": "Ana"}
    )
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


async def test_nobodys_proof_goes_into_what_proxies_may_keep(client: httpx.AsyncClient) -> None:
    await signed_in_browser(client)
    answer = await client.get("/static/pages.css")
    assert answer.headers["cache-control"].startswith("public")
    assert "set-cookie" not in answer.headers
