"""R21: a request that comes twice does its work once, on real calls."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from server.tables.idempotency import KeyedRequest
from server.tables.reservations import SessionReservation
from tests.builders import add_course, add_customer, add_pass, add_session, add_studio, as_bearer, sign_in_customer
from tests.movable_clock import MovableClock


class Asker:
    """A customer with a pass, a class to book, and headers with a key."""

    def __init__(self, client: httpx.AsyncClient, token: str, registration_id: int, session_id: int) -> None:
        self.client, self.session_id = client, session_id
        self.body = {"registrationId": registration_id, "sessionId": session_id}
        self.headers = as_bearer(token)

    async def book(self, key: str, **other: int) -> httpx.Response:
        headers = {**self.headers, "Idempotency-Key": key}
        return await self.client.post("/api/reservations", json={**self.body, **other}, headers=headers)


@pytest.fixture
async def asker(client: httpx.AsyncClient, clock: MovableClock) -> Asker:
    studio = await add_studio()
    course = await add_course(studio)
    session = await add_session(course, capacity=1)
    customer = await add_customer(studio)
    registration = await add_pass(customer, studio, course)
    return Asker(client, await sign_in_customer(customer, clock.now()), registration, session)


async def test_the_same_key_and_body_get_the_first_answer_and_one_reservation(asker: Asker) -> None:
    first, second = await asker.book("key-1"), await asker.book("key-1")
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["content-type"].startswith("application/json")
    assert await SessionReservation.count() == 1


async def test_without_a_key_the_second_is_judged_anew(asker: Asker) -> None:
    await asker.book("key-1")
    assert (await asker.book("key-2")).json()["code"] == "already_reserved"


async def test_a_refusal_is_kept_like_an_answer(asker: Asker) -> None:
    await asker.book("key-1")
    refused = await asker.book("key-2")
    await asker.client.delete(f"/api/reservations/{(await asker.book('key-1')).json()['id']}", headers=asker.headers)
    again = await asker.book("key-2")
    assert (refused.status_code, refused.json()) == (again.status_code, again.json()) == (409, refused.json())
    assert again.headers["content-type"] == "application/problem+json"


async def test_the_same_key_with_another_body_is_422_and_changes_nothing(asker: Asker) -> None:
    await asker.book("key-1")
    reused = await asker.book("key-1", stepId=1)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    assert await SessionReservation.count() == 1


async def test_what_was_wrongly_asked_may_be_asked_again_with_the_same_key(asker: Asker) -> None:
    assert (await asker.book("key-1", sessionId=999)).status_code == 404
    assert await KeyedRequest.count() == 0
    assert (await asker.book("key-1")).status_code == 201


async def test_a_key_is_the_callers_own(asker: Asker, clock: MovableClock) -> None:
    await asker.book("key-1")
    stranger = await sign_in_customer(await add_customer(await add_studio("Other"), "Ben Okafor"), clock.now())
    headers = {**as_bearer(stranger), "Idempotency-Key": "key-1"}
    answer = await asker.client.post("/api/reservations", json=asker.body, headers=headers)
    assert answer.status_code == 404


async def test_twins_at_once_make_one_reservation_and_no_other_refusal(asker: Asker) -> None:
    answers = await asyncio.gather(*(asker.book("key-1") for _ in range(8)))
    assert await SessionReservation.count() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {a.json()["code"] for a in answers if a.status_code == 409} <= {"request_in_progress"}
    assert sum(answer.status_code == 201 for answer in answers) >= 1


async def test_the_kept_answer_is_sealed_because_it_holds_a_pass_code(asker: Asker) -> None:
    code = (await asker.book("key-1")).json()["code"]
    rows = await KeyedRequest.select()
    assert len(rows) == 1
    assert code not in str(rows)


async def test_after_72_hours_the_key_is_new(asker: Asker, clock: MovableClock) -> None:
    await asker.book("key-1")
    clock.advance(timedelta(hours=73))
    assert (await asker.book("key-1")).json()["code"] in {"already_reserved", "session_started"}


@pytest.mark.parametrize("key", ["", "k" * 256, "käse"])
async def test_a_key_that_is_none_is_422(asker: Asker, key: str) -> None:
    headers = {**asker.headers, "Idempotency-Key": key.encode()}
    answer = await asker.client.post("/api/reservations", json=asker.body, headers=headers)  # type: ignore[arg-type]  # raw bytes are the point
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
