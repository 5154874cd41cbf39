"""PostgreSQL ends a connection in the middle of a call: 503, nothing of it is kept, and the same call goes through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest

from server.services.context import Context
from server.settings import Settings
from tests.builders import as_bearer, sign_in_customer
from tests.readings import everything
from tests.scene import open_scene

HANGS = 20
"""Seconds after which a test would rather fail than hang."""

END_WHO_WAITS = """
SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "booking-1"}], ids=["plain", "with a key"])
async def test_a_booking_whose_connection_is_lost_may_be_sent_again(
    client: httpx.AsyncClient, app_settings: Settings, context: Context, key: dict[str, str]
) -> None:
    scene = await open_scene()
    headers = as_bearer(await sign_in_customer(scene.customer_id, context.now())) | key
    body = {"registrationId": scene.pass_id, "sessionId": scene.session_id}
    before = await everything()
    async with asyncio.timeout(HANGS), another_connection(app_settings) as other:
        await other.execute("BEGIN; LOCK TABLE session_reservation IN ACCESS EXCLUSIVE MODE")
        booking = asyncio.create_task(client.post("/api/reservations", json=body, headers=headers))
        while not await other.fetch(END_WHO_WAITS):  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(0.01)
        answer = await booking
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "database_away", "2")
    after = await everything()
    assert after["session_reservation"] == before["session_reservation"] == []
    assert after["class_session"] == before["class_session"]
    assert (await client.post("/api/reservations", json=body, headers=headers)).status_code == 201


@asynccontextmanager
async def another_connection(given: Settings) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(given.database_url)
    yield connection
    await connection.close()
