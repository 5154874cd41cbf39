"""One code on two kiosks at the same moment: one lets the holder in, the other says that they are in (R26)."""

import asyncio
from collections import Counter
from datetime import timedelta

import httpx

from tests.journeys.caller import Caller
from tests.journeys.conftest import MORNING
from tests.journeys.device import Device, scan_of
from tests.journeys.opening import Studio
from tests.parts.server_process import ServerProcess

GUESTS = 6


async def test_one_code_on_two_kiosks_at_once_is_one_yes_one_already_and_one_punch(
    studio: Studio, server: ServerProcess, nobody: Caller
) -> None:
    course = studio.add_course("Open Studio")
    five_punches = studio.add_product("Five classes", [course], passType="PUNCH_PASS", sessionsIncluded=5)
    session = studio.add_class(course, MORNING + timedelta(hours=1))
    doors = [Device.paired(nobody, studio.add_kiosk(name)) for name in ("Front door", "Back door")]
    guests = [studio.add_customer(f"Guest{number}", five_punches) for number in range(GUESTS)]
    codes = [guest.book(session)["code"] for guest in guests]
    async with httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False) as http:
        for code in codes:
            verdicts = await asyncio.gather(*(scan(http, door, code) for door in doors))
            assert Counter(verdicts) == {"ok": 1, "already_checked_in": 1}
    assert [guest.punches_left() for guest in guests] == [4] * GUESTS


async def scan(http: httpx.AsyncClient, door: Device, code: str) -> str:
    headers = {"Authorization": f"Bearer {door.caller.token}"}
    answer = await http.post("/api/kiosk/scan", json=scan_of(code), headers=headers)
    return str(answer.json()["verdict"])
