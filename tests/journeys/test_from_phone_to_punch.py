"""The spine: booked on a phone, held to the door as a QR, welcomed by the window, and the punch is gone.

And what the door then says to somebody who comes again, a day too early, or with the code of another class.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser

from tests.journeys import on_the_phone
from tests.journeys.album import Album
from tests.journeys.conftest import NEW_YORK
from tests.journeys.door import Door
from tests.journeys.opening import Holder, Studio
from tests.parts.moved_clock import MovedClock
from tests.parts.phone import Phone, open_phone
from tests.parts.server_process import ServerProcess

THREE_ON_MONDAY: Final = datetime(2026, 3, 2, 15, tzinfo=ZoneInfo(NEW_YORK))
FOUR: Final = THREE_ON_MONDAY.replace(hour=16)
FIVE: Final = THREE_ON_MONDAY.replace(hour=17)
WHEEL: Final = "Beginner Wheel Throwing"
MUGS: Final = "Mug Building"


@dataclass(frozen=True)
class Visit:
    """Ana with her phone, on the way to the door."""

    ana: Holder
    phone: Phone
    door: Door
    album: Album


@pytest.fixture
async def visit(
    studio: Studio, server: ServerProcess, server_clock: MovedClock, browser: Browser, door: Door, album: Album
) -> AsyncIterator[Visit]:
    """Monday at three: the kiosk waits, and Ana, who has five punches, is signed in on her phone."""
    ana = open_the_week_for_ana(studio)
    server_clock.run_from(THREE_ON_MONDAY)
    door.open(studio.add_kiosk("Front door").pairing_code)
    album.of_window(door, "idle")
    async with open_phone(browser, server.url) as phone:
        await on_the_phone.sign_in(phone, ana.email, server.mail_folder)
        yield Visit(ana, phone, door, album)


def open_the_week_for_ana(studio: Studio) -> Holder:
    wheel, mugs = studio.add_course(WHEEL), studio.add_course(MUGS)
    for day in (0, 1, 3):
        studio.add_class(wheel, FOUR + timedelta(days=day))
    studio.add_class(mugs, FIVE, room="Room 2")
    five_punches = {"passType": "PUNCH_PASS", "sessionsIncluded": 5, "maxAdvanceReservations": 4}
    return studio.add_customer("Ana Ruiz", studio.add_product("Five classes", [wheel, mugs], **five_punches))


async def test_a_seat_travels_from_the_phone_to_the_punch(visit: Visit) -> None:
    seat = await on_the_phone.book(visit.phone, WHEEL, "Mon 2")
    await visit.album.of_phone(visit.phone, "booked")
    code = await on_the_phone.read_qr(visit.phone)
    await the_door_welcomes_and_takes_a_punch(visit, code, seat)
    the_same_code_is_in_already(visit, code)
    await tomorrows_class_is_too_early(visit)
    await a_code_for_thursday_is_offered_todays_class(visit)
    assert (visit.phone.console_errors, visit.phone.csp_violations) == ([], [])


async def the_door_welcomes_and_takes_a_punch(visit: Visit, code: str, seat: int) -> None:
    shown = visit.door.scan(code, shows="ok")
    assert (shown.reservation_id, shown.verdict) == (seat, "ok")
    visit.album.of_window(visit.door, "ok")
    assert {"Welcome, Ana R.", WHEEL, "4"} <= set(visit.door.lines())
    assert visit.ana.punches_left() == 4
    assert await on_the_phone.punches_on_pass(visit.phone) == "4"
    assert "Checked in" in await on_the_phone.open_reservation(visit.phone, seat)
    await visit.album.of_phone(visit.phone, "checked-in")


def the_same_code_is_in_already(visit: Visit, code: str) -> None:
    visit.door.wait_for("idle")
    assert visit.door.scan(code, shows="already").verdict == "already_checked_in"
    visit.album.of_window(visit.door, "already")
    assert "You checked in today at 15:0" in visit.door.words()
    assert visit.ana.punches_left() == 4


async def tomorrows_class_is_too_early(visit: Visit) -> None:
    await on_the_phone.book(visit.phone, WHEEL, "Tue 3")
    visit.door.scan(await on_the_phone.read_qr(visit.phone), shows="too_early")
    visit.album.of_window(visit.door, "too-early")
    assert {"This class is not today", "Check-in opens tomorrow at 14:00."} <= set(visit.door.lines())
    assert visit.ana.punches_left() == 4


async def a_code_for_thursday_is_offered_todays_class(visit: Visit) -> None:
    """R28, taken with one tap."""
    await on_the_phone.book(visit.phone, WHEEL, "Thu 5")
    thursdays = await on_the_phone.read_qr(visit.phone)
    todays = await on_the_phone.book(visit.phone, MUGS, "Mon 2")
    visit.door.scan(thursdays, shows="offer")
    visit.album.of_window(visit.door, "offer")
    assert {"17:00", MUGS} <= set(visit.door.lines())
    assert visit.door.take_offer(thursdays).reservation_id == todays
    assert visit.ana.punches_left() == 3
