"""The server dies in the middle of uploads, again and again: each scan counts once, and none is lost (R26, R37)."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import httpx
import pytest

from server.database.write_transaction import write_transaction
from server.rules.vocabulary import ARRIVED, ReservationStatus
from server.settings import Settings
from tests.builders import add_customer, add_kiosk, add_pass, add_reservation, as_bearer
from tests.parts.server_process import ServerProcess
from tests.readings import bookings
from tests.scene import open_scene

PEOPLE: Final = 60
A_BATCH: Final = 6
KILLED_AFTER: Final = (2, 3)
"""How many batches each server answers before it is killed."""

A_MOMENT: Final = 0.03
"""Seconds within which a kill then comes: in the middle of the next batch."""


@dataclass(frozen=True)
class Door:
    """A kiosk's token, and the batches that it sends until each is answered."""

    token: str
    batches: list[list[dict[str, Any]]]  # Any: JSON


@pytest.fixture
def server(app_settings: Settings, database: None, tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path, app_settings.database_url) as server:
        server.start()
        yield server


@pytest.fixture
async def door(database: None) -> Door:
    """The class runs; half of its people were marked absent meanwhile, and everybody has scanned."""
    now = datetime.now(UTC)
    async with write_transaction():
        scene = await open_scene(timezone="UTC", starts_at=now - timedelta(minutes=30), capacity=PEOPLE)
        kiosk = await add_kiosk(scene.studio_id)
        scans = []
        for place in range(PEOPLE):
            customer_id = await add_customer(scene.studio_id)
            pass_id = await add_pass(customer_id, scene.studio_id, scene.course_id)
            status = ReservationStatus.NO_SHOW if place % 2 else ReservationStatus.PENDING
            made = await add_reservation(pass_id, scene.session_id, status)
            scans.append(scan_of(made.code, place, now - timedelta(minutes=20)))
    return Door(kiosk.token, [scans[n : n + A_BATCH] for n in range(0, PEOPLE, A_BATCH)])


def scan_of(code: str, place: int, at: datetime) -> dict[str, Any]:  # Any: JSON
    return {
        "code": code,
        "nonce": f"scan-{place:04}",
        "scannedAt": at.isoformat(),
        "source": "reader",
        "verdict": "ok",
        "clockOffsetMs": 0,
        "bootId": "boot",
    }


async def test_each_scan_counts_once_however_often_the_server_dies(door: Door, server: ServerProcess) -> None:
    answered: list[dict[str, Any]] = []  # Any: JSON
    for batches in KILLED_AFTER:
        answered += await send(door.batches[len(answered) // A_BATCH :], door.token, server, killed_after=batches)
        await stands_as_answered(answered)
        server.start()
    answered += await send(door.batches[len(answered) // A_BATCH :], door.token, server, killed_after=None)
    assert [each["outcome"] for each in answered] == ["checked_in", "attended"] * (PEOPLE // 2)
    tables = await bookings()
    assert [row["status"] for row in tables["session_reservation"]] == ["CHECKED_IN", "ATTENDED"] * (PEOPLE // 2)
    assert [row["kind"] for row in tables["punch_entry"]].count("CHECK_IN") == len(tables["scan_attempt"]) == PEOPLE


async def send(
    batches: list[list[dict[str, Any]]], token: str, server: ServerProcess, *, killed_after: int | None
) -> list[dict[str, Any]]:  # Any: JSON
    """Send batches and return the results that came; the server is killed after so many of them."""
    results: list[dict[str, Any]] = []  # Any: JSON
    async with httpx.AsyncClient(base_url=server.url, timeout=60, trust_env=False) as client:
        for count, batch in enumerate(batches):
            if count == killed_after:
                asyncio.get_running_loop().call_later(Random(count).uniform(0, A_MOMENT), server.kill)
            try:
                answer = await client.post("/api/kiosk/uploads", json={"items": batch}, headers=as_bearer(token))
            except httpx.TransportError:
                break
            assert answer.status_code == 200, answer.text
            results += answer.json()["results"]
    assert killed_after is None or not server.process.is_alive()
    return results


async def stands_as_answered(answered: list[dict[str, Any]]) -> None:  # Any: JSON
    """What the kiosk was told holds; of the batch that had no answer some may have been settled, each whole."""
    tables = await bookings()
    stands = {row["id"]: row["status"] for row in tables["session_reservation"]}
    assert [stands[each["reservationId"]] for each in answered] == [each["outcome"].upper() for each in answered]
    arrived = sum(status in ARRIVED for status in stands.values())
    assert [row["kind"] for row in tables["punch_entry"]].count("CHECK_IN") == len(tables["scan_attempt"]) == arrived
