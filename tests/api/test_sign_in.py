"""Signing in as it goes over the wire; what it does is proven in `tests/services/signing_in`."""

import httpx

from server.services.context import Context
from server.services.signing_in.pair_kiosk import issue_pairing_code
from tests.builders import add_customer, add_kiosk, add_staff, add_studio, as_bearer
from tests.mailed import mailed_code

ANA = "ana@example.com"
PASSWORD = "clay under the nails"


async def test_a_code_is_asked_for_and_exchanged_and_the_token_dies_by_signing_out(client: httpx.AsyncClient) -> None:
    customer_id = await add_customer(await add_studio(), email=ANA)
    asked = await client.post("/api/auth/code", json={"email": ANA})
    answer = await client.post("/api/auth/session", json={"email": ANA, "code": await mailed_code(ANA)})
    signed_in = answer.json()
    headers = as_bearer(signed_in.pop("token"))
    assert (asked.status_code, asked.content, answer.status_code) == (204, b"", 201)
    assert signed_in == {"role": "CUSTOMER", "customerId": customer_id, "name": "Ana Ruiz"}
    assert (await client.get("/api/registrations", headers=headers)).status_code == 200
    assert (await client.delete("/api/auth/session", headers=headers)).status_code == 204
    assert (await client.get("/api/registrations", headers=headers)).status_code == 401


async def test_known_and_unknown_addresses_get_the_same_answer(client: httpx.AsyncClient) -> None:
    await add_customer(await add_studio(), email=ANA)
    known = await client.post("/api/auth/code", json={"email": ANA})
    unknown = await client.post("/api/auth/code", json={"email": "nobody@example.com"})
    assert (known.status_code, known.content, known.headers) == (unknown.status_code, unknown.content, unknown.headers)


async def test_a_new_address_is_asked_for_a_name_and_for_a_studio(client: httpx.AsyncClient) -> None:
    await add_studio()
    elsewhere = await add_studio("Elsewhere")
    await client.post("/api/auth/code", json={"email": ANA})
    body = {"email": ANA, "code": await mailed_code(ANA)}
    no_name = await client.post("/api/auth/session", json=body)
    no_studio = await client.post("/api/auth/session", json=body | {"name": "Ana"})
    signed_in = await client.post("/api/auth/session", json=body | {"name": "Ana", "studioId": elsewhere})
    assert (no_name.status_code, no_name.json()["code"]) == (422, "name_required")
    assert (no_studio.status_code, no_studio.json()["code"]) == (422, "studio_required")
    assert no_studio.json()["errors"][0]["field"] == "studioId"
    assert signed_in.status_code == 201


async def test_without_any_studio_a_new_address_hears_so_and_keeps_the_code(client: httpx.AsyncClient) -> None:
    await client.post("/api/auth/code", json={"email": ANA})
    body = {"email": ANA, "code": await mailed_code(ANA), "name": "Ana"}
    none_yet = await client.post("/api/auth/session", json=body)
    await add_studio()
    signed_in = await client.post("/api/auth/session", json=body)
    assert (none_yet.status_code, none_yet.json()["code"]) == (409, "no_studio_open")
    assert none_yet.json()["detail"] == "No studio is open here yet."
    assert signed_in.status_code == 201


async def test_a_wrong_code_is_401(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/auth/session", json={"email": ANA, "code": "000000"})
    assert (answer.status_code, answer.json()["code"]) == (401, "code_wrong")


async def test_staff_get_their_role_with_their_token(client: httpx.AsyncClient) -> None:
    staff_id = await add_staff(await add_studio(), email="sam@example.com", password=PASSWORD)
    answer = await client.post("/api/auth/staff", json={"email": "sam@example.com", "password": PASSWORD})
    signed_in = answer.json()
    assert answer.status_code == 201
    assert (await client.get("/api/staff/sessions", headers=as_bearer(signed_in.pop("token")))).status_code == 200
    assert signed_in == {"role": "STAFF", "staffId": staff_id, "name": "Sam Okafor"}


async def test_too_many_tries_are_429_with_a_time_to_wait(client: httpx.AsyncClient) -> None:
    body = {"email": "sam@example.com", "password": "wrong"}
    statuses = [(await client.post("/api/auth/staff", json=body)).status_code for _ in range(10)]
    answer = await client.post("/api/auth/staff", json=body)
    assert set(statuses) == {401}
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert (answer.headers["retry-after"], answer.json()["retryAt"]) == ("900", "2026-03-02T20:15:00Z")


async def test_a_kiosk_is_paired_and_its_staff_sign_in(client: httpx.AsyncClient, context: Context) -> None:
    studio_id = await add_studio()
    kiosk_id = (await add_kiosk(studio_id)).id
    staff_id = await add_staff(studio_id, pin="481516")
    code = (await issue_pairing_code(kiosk_id, context.now())).pairing_code
    paired = await client.post("/api/kiosk/pair", json={"pairingCode": code})
    device = as_bearer(paired.json()["token"])
    tiles = await client.get("/api/kiosk/staff", headers=device)
    signed_in = await client.post("/api/kiosk/staff", json={"staffId": staff_id, "pin": "481516"}, headers=device)
    assert (paired.status_code, paired.json()["kioskId"], paired.json()["studio"]["id"]) == (201, kiosk_id, studio_id)
    assert tiles.json() == [{"staffId": staff_id, "firstName": "Sam"}]
    assert (signed_in.status_code, signed_in.json()["expiresAt"]) == (201, "2026-03-02T20:01:30Z")
    headers = as_bearer(signed_in.json()["token"])
    with_kiosk = headers | {"Studio-Kiosk": paired.json()["token"]}
    assert (await client.get("/api/staff/sessions", headers=with_kiosk)).status_code == 200
    assert (await client.get("/api/staff/sessions", headers=headers)).status_code == 401


async def test_a_locked_pin_says_until_when(client: httpx.AsyncClient) -> None:
    studio_id = await add_studio()
    device = as_bearer((await add_kiosk(studio_id)).token)
    body = {"staffId": await add_staff(studio_id, pin="481516"), "pin": "000000"}
    wrong = [await client.post("/api/kiosk/staff", json=body, headers=device) for _ in range(5)]
    locked = await client.post("/api/kiosk/staff", json=body | {"pin": "481516"}, headers=device)
    assert {(answer.status_code, answer.json()["code"]) for answer in wrong} == {(401, "pin_wrong")}
    assert (locked.status_code, locked.json()["code"]) == (429, "pin_locked")
    assert (locked.json()["retryAt"], locked.headers["retry-after"]) == ("2026-03-02T20:00:30Z", "30")


async def test_a_wrong_pairing_code_is_401(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/kiosk/pair", json={"pairingCode": "WRONG234"})
    assert (answer.status_code, answer.json()["code"]) == (401, "pairing_code_wrong")
