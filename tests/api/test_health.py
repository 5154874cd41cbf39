"""Whoever watches the server asks these two."""

from datetime import timedelta

import httpx

from server.contract.signing_in import CodeRequest
from server.services.context import Context
from server.services.signing_in.request_code import request_code
from server.tables.outbox import OutboxMessage
from tests.movable_clock import MovableClock


async def test_a_living_server_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_server_with_all_tables_is_ready(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "failing": [], "oldestUnsentSeconds": None}


async def test_a_message_that_waits_is_told_and_stops_nothing(
    client: httpx.AsyncClient, context: Context, clock: MovableClock
) -> None:
    await request_code(CodeRequest(email="ana@example.com"), "192.0.2.7", context)
    clock.advance(timedelta(seconds=90))
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["oldestUnsentSeconds"]) == (200, 90)


async def test_a_missing_migration_is_named(client: httpx.AsyncClient) -> None:
    await OutboxMessage.raw("CREATE TABLE kept AS SELECT * FROM migration")
    await OutboxMessage.raw("DELETE FROM migration")
    answer = await client.get("/health/ready")
    await OutboxMessage.raw("INSERT INTO migration SELECT * FROM kept")
    await OutboxMessage.raw("DROP TABLE kept")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["migrations"])
