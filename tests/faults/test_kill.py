"""The server dies in the middle of a rush, again and again: what it acknowledged is there, and nothing is half done."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from server.database.write_transaction import write_transaction
from server.rules.pass_code import hash_of
from server.rules.vocabulary import ReservationStatus
from server.settings import Settings
from tests.builders import add_customer, add_kiosk, add_pass, add_session, as_bearer, sign_in_customer
from tests.invariants import broken_invariants
from tests.parts.server_process import ServerProcess
from tests.readings import bookings
from tests.scene import open_scene

PEOPLE = 200
KILLED_AFTER = (40, 60, 50, 70, 60)
"""How many answers each server gives before it is killed; 400 are needed in all."""

A_MOMENT = 0.02
"""Seconds within which a kill then comes, at no particular step of a transaction."""

AT_ONCE = httpx.Limits(max_connections=24)


@dataclass
class Person:
    """A customer who books and then holds the code to the kiosk, asking again until each is answered."""

    pass_id: int
    token: str
    session_id: int
    kiosk_token: str
    day: str
    reservation: dict[str, Any] = field(default_factory=dict)  # Any: JSON
    verdict: str | None = None

    async def book(self, client: httpx.AsyncClient) -> None:
        """Book; where the answer to an earlier try was lost, the calendar has the reservation."""
        body = {"registrationId": self.pass_id, "sessionId": self.session_id}
        answer = await client.post("/api/reservations", json=body, headers=as_bearer(self.token))
        if answer.status_code == 409:
            assert answer.json()["code"] == "already_reserved"
            answer = await client.get(
                f"/api/registrations/{self.pass_id}/calendar",
                params={"from": self.day, "to": self.day},
                headers=as_bearer(self.token),
            )
            [self.reservation] = answer.json()["reservations"]
        else:
            assert answer.status_code == 201, answer.text
            self.reservation = answer.json()

    async def scan(self, client: httpx.AsyncClient) -> None:
        """Scan with the one nonce of this scan: a lost answer is given again, and it is "ok"."""
        asked = {
            "code": self.reservation["code"],
            "nonce": f"scan-of-{self.pass_id}",
            "scannedAt": datetime.now(UTC).isoformat(),
        }
        answer = await client.post("/api/kiosk/scan", json=asked, headers=as_bearer(self.kiosk_token))
        assert answer.status_code == 200, answer.text
        self.verdict = answer.json()["verdict"]
        assert self.verdict == "ok"


@pytest.fixture
def server(app_settings: Settings, database: None, tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path, app_settings.database_url) as server:
        server.start()
        yield server


@pytest.fixture
async def people(database: None) -> list[Person]:
    now = datetime.now(UTC)
    async with write_transaction():
        scene = await open_scene(timezone="UTC")
        starts_at = now + timedelta(minutes=30)
        sessions = [await add_session(scene.course_id, starts_at, capacity=PEOPLE // 4) for _ in range(4)]
        kiosk = await add_kiosk(scene.studio_id)
        made = []
        for place in range(PEOPLE):
            customer_id = await add_customer(scene.studio_id)
            pass_id = await add_pass(customer_id, scene.studio_id, scene.course_id)
            token = await sign_in_customer(customer_id, now)
            made.append(Person(pass_id, token, sessions[place % 4], kiosk.token, str(starts_at.date())))
    return made


async def test_what_was_acknowledged_is_there_and_nothing_is_half_done(
    people: list[Person], server: ServerProcess
) -> None:
    for answers in KILLED_AFTER:
        await rush(people, server, killed_after=answers)
        server.start()
        await all_that_was_acknowledged_is_there(people)
        assert broken_invariants(await bookings(), datetime.now(UTC)) == []
    await rush(people, server, killed_after=None)
    await everybody_is_checked_in_once(people)


async def rush(people: list[Person], server: ServerProcess, *, killed_after: int | None) -> None:
    """Let everybody go on at once; kill the server as soon as it has given so many answers."""
    answers, chance = 0, Random(killed_after)

    async def go_on(person: Person, client: httpx.AsyncClient) -> None:
        nonlocal answers
        for act in (*([] if person.reservation else [person.book]), *([] if person.verdict else [person.scan])):
            try:
                await act(client)
            except httpx.TransportError:
                return
            answers += 1
            if answers == killed_after:
                asyncio.get_running_loop().call_later(chance.uniform(0, A_MOMENT), server.kill)

    async with httpx.AsyncClient(base_url=server.url, limits=AT_ONCE, timeout=60, trust_env=False) as client:
        await asyncio.gather(*(go_on(person, client) for person in people))
    assert killed_after is None or not server.process.is_alive()


async def all_that_was_acknowledged_is_there(people: list[Person]) -> None:
    stands = {row["id"]: row for row in (await bookings())["session_reservation"]}
    for person in people:
        if person.reservation:
            assert stands[person.reservation["id"]]["code_hash"] == hash_of(person.reservation["code"])
        if person.verdict:
            assert stands[person.reservation["id"]]["status"] == ReservationStatus.CHECKED_IN


async def everybody_is_checked_in_once(people: list[Person]) -> None:
    tables = await bookings()
    assert broken_invariants(tables, datetime.now(UTC)) == []
    assert [row["status"] for row in tables["session_reservation"]] == ["CHECKED_IN"] * PEOPLE
    assert len(tables["scan_attempt"]) == PEOPLE
    remaining = {row["id"]: row["sessions_remaining"] for row in tables["class_registration"]}
    assert {remaining[person.pass_id] for person in people} == {7}
