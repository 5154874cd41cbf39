"""The server dies while it makes a timetable: all of its sessions are there or none."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import httpx
import pytest

from server.rules.vocabulary import Role
from server.settings import Settings
from server.tables.courses import ClassSession, Timetable
from server.tables.desk import AuditEntry
from tests.builders import add_course, add_staff, add_studio, as_bearer, sign_in_staff
from tests.parts.server_process import ServerProcess

DATES = 1000
KILLED_WITHIN = (0.05, 0.2)
"""Seconds within which each server is killed, at no particular step of the transaction."""


@pytest.fixture
def server(app_settings: Settings, database: None, tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path, app_settings.database_url) as server:
        server.start()
        yield server


def a_thousand_days() -> dict[str, object]:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    until: date = tomorrow + timedelta(days=DATES - 1)
    return {
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "localStart": "16:00",
        "durationMinutes": 120,
        "capacity": 8,
        "from": tomorrow.isoformat(),
        "until": until.isoformat(),
    }


async def counts() -> tuple[int, int, int]:
    return await Timetable.count(), await ClassSession.count(), await AuditEntry.count()


async def test_a_timetable_is_made_whole_or_not_at_all(server: ServerProcess) -> None:
    path = f"/api/admin/courses/{await add_course(await add_studio(timezone='UTC'))}/timetable"
    headers = as_bearer(await sign_in_staff(await add_staff(role=Role.ADMIN), datetime.now(UTC)))
    for seconds in KILLED_WITHIN:
        async with httpx.AsyncClient(base_url=server.url, timeout=60, trust_env=False) as client:
            asking = asyncio.create_task(client.post(path, json=a_thousand_days(), headers=headers))
            await asyncio.sleep(Random(seconds).uniform(seconds / 2, seconds))
            server.kill()
            await asyncio.gather(asking, return_exceptions=True)
        assert await counts() in {(0, 0, 0), (1, DATES, 1)}
        server.start()
    async with httpx.AsyncClient(base_url=server.url, timeout=60, trust_env=False) as client:
        answer = await client.post(path, json=a_thousand_days(), headers=headers)
    assert answer.status_code == 201, answer.text
    assert await counts() == (1, DATES, 1)
