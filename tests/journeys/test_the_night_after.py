"""The design's automatic part as a story: book three, miss one, 01:00, the mail, the override, and attend (R32-R39).

On a real server, whose clock is moved; on the customer's phone, at the door, and with the owner's calls.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser

from tests.journeys import on_the_phone
from tests.journeys.album import Album
from tests.journeys.caller import Caller, Json
from tests.journeys.conftest import NEW_YORK
from tests.journeys.device import Device
from tests.journeys.mailbox import mails_to, wait_for_mail
from tests.journeys.opening import Holder, Studio, sign_in_owner_again
from tests.parts.moved_clock import MovedClock
from tests.parts.phone import Phone, open_phone
from tests.parts.server_process import ServerProcess
from tests.parts.waiting import wait_until
from tests.scraped import Scraped

WHEEL: Final = "Beginner Wheel Throwing"
MONDAY: Final = datetime(2026, 3, 2, 16, tzinfo=ZoneInfo(NEW_YORK))
NIGHT: Final = datetime(2026, 3, 3, 1, tzinfo=ZoneInfo(NEW_YORK))
A_DAY: Final = timedelta(days=1)
ONE_A_DAY: Final = (MONDAY, MONDAY + A_DAY, MONDAY + 2 * A_DAY)


@dataclass(frozen=True)
class Week:
    """Ana with three classes booked and her phone, Ben with one, a device at the door, and the server's clock."""

    ana: Holder
    ben: Holder
    phone: Phone
    nobody: Caller
    device: Device
    clock: MovedClock
    server: ServerProcess
    booked: tuple[Json, ...]
    bens: Json

    def statuses(self, owner: Caller | None = None) -> list[str]:
        """Return where Ana's three bookings stand."""
        owner = owner or self.owner()
        return [str(owner.get(f"/api/reservations/{each['id']}")["reservationStatus"]) for each in self.booked]

    def punches_left(self) -> int:
        """Return how many punches Ana has left."""
        return int(self.owner().get(f"/api/registrations/{self.ana.pass_id}/status")["sessionsRemaining"])

    def owner(self) -> Caller:
        """Return the owner, signed in at this hour of the story."""
        return sign_in_owner_again(self.nobody)

    def wait_for(self, *statuses: str) -> None:
        """Wait for the server's own ticks to bring the bookings there."""
        owner = self.owner()
        wait_until(lambda: self.statuses(owner) == list(statuses), f"{statuses}", seconds=40)


@pytest.fixture
async def week(
    studio: Studio, server: ServerProcess, server_clock: MovedClock, nobody: Caller, browser: Browser
) -> AsyncIterator[Week]:
    """Monday morning: Ana has booked today's class and the two days after it, Ben only Tuesday's."""
    course = studio.add_course(WHEEL)
    sessions = [studio.add_class(course, starts_at) for starts_at in ONE_A_DAY]
    punches = studio.add_product("8-punch pass", [course], passType="PUNCH_PASS", sessionsIncluded=8)
    ana, ben = studio.add_customer("Ana Ruiz", punches), studio.add_customer("Ben Okafor", punches)
    device = Device.paired(nobody, studio.add_kiosk("Front door"))
    async with open_phone(browser, server.url) as phone:
        await on_the_phone.sign_in(phone, ana.email, server.mail_folder)
        booked = tuple(ana.book(session) for session in sessions)
        bens = ben.book(sessions[1])
        yield Week(ana, ben, phone, nobody, device, server_clock, server, booked, bens)


async def test_book_three_miss_one_and_have_it_put_right(week: Week, album: Album) -> None:
    await the_class_is_missed(week)
    await the_night_releases_what_was_booked_after_it(week, album)
    await the_owner_excuses_her_and_all_is_back(week, album)
    the_door_takes_the_code_of_the_first_mail(week)


async def the_class_is_missed(week: Week) -> None:
    """R32: settled at its end; the punch is gone, and nothing else yet."""
    week.clock.run_from(MONDAY + timedelta(hours=2, seconds=2))
    week.wait_for("NO_SHOW", "PENDING", "PENDING")
    assert week.punches_left() == 7


async def the_night_releases_what_was_booked_after_it(week: Week, album: Album) -> None:
    """R33, R34: at 01:00 and not before; one mail lists all, and staff read why."""
    [tonight] = week.owner().get("/api/admin/jobs/nightly/preview")
    [absence] = tonight["absences"]
    assert (absence["reservationId"], len(absence["released"])) == (week.booked[0]["id"], 2)
    before = NIGHT - timedelta(minutes=2)
    week.clock.run_from(before)
    wait_until(lambda: last_tick_for_nights(week) >= before, "the tick at two minutes to one", seconds=40)
    assert week.statuses() == ["NO_SHOW", "PENDING", "PENDING"]
    week.clock.run_from(NIGHT)
    week.wait_for("NO_SHOW", "AUTO_CANCELLED", "AUTO_CANCELLED")
    assert week.punches_left() == 7
    assert week.owner().get(f"/api/reservations/{week.bens['id']}")["reservationStatus"] == "PENDING"
    told = wait_for_mail(week.server.mail_folder, week.ana.email, "Released")
    assert "Tue 3 Mar" in told
    assert "Wed 4 Mar" in told
    [note] = week.owner().get(f"/api/staff/customers/{week.ana.customer_id}")["notes"]
    assert note["text"].startswith(f"Missed {WHEEL}, Mon 2 Mar 2026, 16:00.")
    [run] = [run for run in week.owner().get("/api/admin/jobs")["items"] if run["autoCancelled"]]
    assert (run["localDate"], run["absences"], run["autoCancelled"]) == ("2026-03-03", 1, 2)
    await week.phone.page.goto("/classes")
    await album.of_phone(week.phone, "after-the-night")
    said = await on_the_phone.open_reservation(week.phone, week.booked[1]["id"])
    assert "Released" in said
    await album.of_phone(week.phone, "released")


async def the_owner_excuses_her_and_all_is_back(week: Week, album: Album) -> None:
    """R36: the punch is returned, and what the absence cancelled is reinstated, item by item."""
    week.clock.run_from(NIGHT + timedelta(hours=8))
    asked = {"action": "excuse", "reason": "Her child was ill", "cascade": True}
    answer = week.owner().post(f"/api/admin/reservations/{week.booked[0]['id']}/override", asked)
    assert answer["reservation"]["reservationStatus"] == "CANCELLED"
    assert [item["ok"] for item in answer["cascade"]] == [True, True]
    assert week.statuses() == ["CANCELLED", "PENDING", "PENDING"]
    assert week.punches_left() == 8
    assert "Tue 3 Mar" in wait_for_mail(week.server.mail_folder, week.ana.email, "back")
    await week.phone.page.goto("/classes")
    await album.of_phone(week.phone, "all-is-back")


def the_door_takes_the_code_of_the_first_mail(week: Week) -> None:
    """R43: a reinstated code works again; the arrival is confirmed, and no later night takes anything."""
    week.clock.run_from(ONE_A_DAY[1] - timedelta(minutes=10))
    assert week.device.scan(week.booked[1]["code"])["verdict"] == "ok"
    week.clock.run_from(ONE_A_DAY[1] + timedelta(hours=2, seconds=2))
    week.wait_for("CANCELLED", "ATTENDED", "PENDING")
    week.clock.run_from(NIGHT + A_DAY + timedelta(seconds=1))
    wait_until(lambda: nights_done(week)[0] == "2026-03-04", "the next night", seconds=40)
    assert week.statuses() == ["CANCELLED", "ATTENDED", "PENDING"]
    assert week.punches_left() == 7
    assert len(mails_to(week.server.mail_folder, week.ana.email, "Released")) == 1


def last_tick_for_nights(week: Week) -> datetime:
    """Return when the server last looked for nights that are due."""
    figures = Scraped.of(week.nobody.call("GET", "/metrics").text)
    return datetime.fromtimestamp(figures.count("studio_job_last_success_timestamp_seconds", job="nights"), UTC)


def nights_done(week: Week) -> list[str]:
    """Return the dates of the nights that are done, the newest first; the studio's first is the one after it opened."""
    runs = week.owner().get("/api/admin/jobs")["items"]
    return [str(run["localDate"]) for run in runs if run["state"] == "finished"]
