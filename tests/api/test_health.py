"""Whoever watches the server asks these two."""

from datetime import UTC, datetime, timedelta

import httpx

from server.contract.signing_in import CodeRequest
from server.services.absence.nights import run_due_nights
from server.services.context import Context
from server.services.signing_in.request_code import request_code
from server.tables.outbox import OutboxMessage
from server.tables.studios import Studio
from tests.builders import add_studio
from tests.movable_clock import MovableClock


async def test_a_living_server_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_server_with_all_tables_is_ready(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "failing": [], "oldestUnsentSeconds": None, "deadLetters": 0, "nights": []}


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


async def test_the_last_night_of_each_studio_is_told(
    client: httpx.AsyncClient, context: Context, clock: MovableClock
) -> None:
    """Without one at first; overdue an hour after 01:00 in its zone, and never before."""
    studio_id = await add_studio(timezone="America/New_York")
    assert (await nights(client)) == [(studio_id, None, True)]
    clock.set(datetime(2026, 3, 3, 6, tzinfo=UTC))
    await run_due_nights(context)
    assert (await nights(client)) == [(studio_id, "2026-03-03", False)]
    clock.set(datetime(2026, 3, 4, 6, 59, 59, tzinfo=UTC))
    assert (await nights(client)) == [(studio_id, "2026-03-03", False)]
    clock.set(datetime(2026, 3, 4, 7, tzinfo=UTC))
    assert (await nights(client)) == [(studio_id, "2026-03-03", True)]


async def test_a_studio_in_a_zone_that_is_none_is_overdue_and_the_server_ready(
    client: httpx.AsyncClient, context: Context, clock: MovableClock
) -> None:
    """It stops neither the answer nor what is told of the others."""
    broken, whole = await add_studio("Elsewhere"), await add_studio()
    clock.set(datetime(2026, 3, 3, 6, tzinfo=UTC))
    await run_due_nights(context)
    await Studio.update({Studio.timezone: "Mars/Olympus"}).where(Studio.id == broken)
    assert (await nights(client)) == [(broken, "2026-03-03", True), (whole, "2026-03-03", False)]


async def nights(client: httpx.AsyncClient) -> list[tuple[int, str | None, bool]]:
    answer = await client.get("/health/ready")
    assert answer.status_code == 200
    return [(each["studioId"], each["localDate"], each["isOverdue"]) for each in answer.json()["nights"]]
