"""Every page that a customer can meet, on a phone and on a wide screen, light and dark.

Nothing complains, nothing runs over the edge, every target is big enough for a thumb, and a picture is kept of each.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser

from tests.journeys.album import Album
from tests.journeys.caller import Caller
from tests.journeys.conftest import NEW_YORK
from tests.journeys.device import Device
from tests.journeys.mailbox import wait_for_code
from tests.journeys.opening import Holder, Studio
from tests.pages.looks import Looks, looks_of
from tests.parts.moved_clock import MovedClock
from tests.parts.phone import WIDTH, ColourScheme, Phone, open_phone
from tests.parts.server_process import ServerProcess

THREE: Final = datetime(2026, 3, 2, 15, tzinfo=ZoneInfo(NEW_YORK))
FOUR: Final = THREE + timedelta(hours=1)
DAY: Final = timedelta(days=1)
WHEEL: Final = "Intermediate Wheel Throwing and Surface Decoration with Slips"
NEW_HERE: Final = "chloe@mail.example"
VIEWS: Final[tuple[tuple[ColourScheme, int], ...]] = (("light", 1280), ("dark", WIDTH), ("light", WIDTH))
FAULTLESS: Final[Looks] = {"sticks_out": False, "small": [], "pale": []}


@dataclass(frozen=True)
class Seats:
    """What Ana holds: her reservations of today, of the class that she came late for and of one that she gives up."""

    ana: Holder
    parts_pass: Holder
    todays: int
    missed: int
    unwanted: int
    code: str


@dataclass(frozen=True)
class Walk:
    """A phone on its way through the pages, and where its owner gets mails."""

    phone: Phone
    album: Album
    server: ServerProcess

    async def look(self, name: str) -> None:
        """Judge the page that stands there, in both colours, on a phone and on a wide screen, and keep its pictures."""
        await self.phone.page.wait_for_load_state("load")
        for colours, width in VIEWS:
            await self.phone.page.emulate_media(color_scheme=colours)
            await self.album.of_phone(self.phone, f"{name}-{colours}-{width}", width)
            assert await looks_of(self.phone.page) == FAULTLESS, f"{name}, {colours}, at {width} px"

    async def open(self, address: str, name: str) -> None:
        """Go to a page and look at it."""
        await self.phone.page.goto(address)
        await self.look(name)

    async def tap(self, name: str, role: Literal["button", "link"] = "button") -> None:
        """Tap on a button, or on a link, and go where it leads."""
        async with self.phone.page.expect_navigation():
            await self.phone.page.get_by_role(role, name=name).first.tap()

    async def type_code(self, code: str) -> None:
        """Type the six digits, and send them."""
        await self.phone.page.get_by_label("The six digits from the mail").fill(code)
        await self.tap("Sign in")


@pytest.fixture
async def walk(server: ServerProcess, browser: Browser, album: Album) -> AsyncIterator[Walk]:
    """A phone at the studio's door to the web."""
    async with open_phone(browser, server.url) as phone:
        yield Walk(phone, album, server)
        assert phone.csp_violations == []


async def test_every_page_fits_its_screen_and_complains_of_nothing(
    studio: Studio, server_clock: MovedClock, nobody: Caller, walk: Walk
) -> None:
    wheel = studio.add_course(WHEEL)
    seats = give_ana_seats(studio, wheel)
    server_clock.run_from(THREE)
    Device.paired(nobody, studio.add_kiosk("Front door")).scan(seats.code)
    await a_stranger_opens_a_code_and_signs_in(walk, seats)
    await the_days_of_a_pass(walk, studio, wheel, seats.ana)
    await the_reservations(walk, seats)
    await the_passes(walk, seats)
    await somebody_new_signs_in(walk)
    await staff_open_a_code(walk, studio, seats)


def give_ana_seats(studio: Studio, wheel: int) -> Seats:
    """Ana has five punches for the wheel, and a course of three parts; she has booked three classes and one part."""
    punches = studio.add_product(
        "Five classes", [wheel], passType="PUNCH_PASS", sessionsIncluded=5, maxAdvanceReservations=4
    )
    ana = studio.add_customer("Ana Ruiz", punches)
    missed = ana.book(studio.add_class(wheel, THREE - timedelta(hours=3), timedelta(hours=4), room="Main hall"))
    todays = ana.book(studio.add_class(wheel, FOUR))
    unwanted = ana.book(studio.add_class(wheel, FOUR + 2 * DAY))
    return Seats(ana, give_parts(studio, ana), todays["id"], missed["id"], unwanted["id"], todays["code"])


def give_parts(studio: Studio, ana: Holder) -> Holder:
    mugs = studio.add_course("Mug Building")
    parts = [studio.add_part(mugs, number, title) for number, title in enumerate(("Clay", "Handles", "Glaze"), 1)]
    sessions = [studio.add_class(mugs, FOUR + day * DAY, stepId=part) for day, part in enumerate(parts, 1)]
    studio.add_class(mugs, FOUR + 4 * DAY, isMakeup=True, room="Room 2")
    course_pass = studio.add_product("Mug course", [mugs], passType="FULL_COURSE", maxAdvanceReservations=None)
    holder = studio.sell(ana.customer_id, ana.email, course_pass)
    holder.book(sessions[0])
    return holder


async def a_stranger_opens_a_code_and_signs_in(walk: Walk, seats: Seats) -> None:
    await walk.open(f"/c/{seats.code}", "code-of-somebody")
    await walk.tap("Sign in", "link")
    await walk.look("sign-in")
    await walk.phone.page.get_by_label("Your e-mail address").fill(seats.ana.email)
    await walk.tap("Send me a code")
    await walk.look("sign-in-code")
    await walk.type_code("000000")
    await walk.look("sign-in-code-wrong")
    await walk.type_code(wait_for_code(walk.server.mail_folder, seats.ana.email))
    await walk.look("checked-in")


async def the_days_of_a_pass(walk: Walk, studio: Studio, wheel: int, ana: Holder) -> None:
    """The last seat of tomorrow goes to Ben while Ana looks at it."""
    last_seat = studio.add_class(wheel, FOUR + DAY, capacity=1)
    await walk.open(f"/book?pass={ana.pass_id}", "book")
    await walk.tap("Tue 3", "link")
    await walk.look("book-tomorrow")
    course_pass = studio.add_product("All of it", [wheel], passType="UNLIMITED_SERIES")
    studio.add_customer("Ben Okafor", course_pass).book(last_seat)
    await walk.tap("Book")
    await walk.look("book-refused")
    await walk.tap("Thu 5", "link")
    await walk.look("book-nothing-that-day")
    await walk.tap("Mug course", "link")
    await walk.look("book-parts")
    await walk.tap("Fri 6", "link")
    await walk.look("book-makeup")


async def the_reservations(walk: Walk, seats: Seats) -> None:
    await walk.open(f"/reservations/{seats.missed}", "came-late")
    await walk.open(f"/reservations/{seats.unwanted}", "ahead")
    await walk.open("/classes", "classes")
    await walk.open(f"/reservations/{seats.unwanted}/cancel", "cancel")
    await walk.tap("Cancel the booking")
    await walk.look("cancelled")
    await walk.open("/reservations/999999", "not-there")


async def the_passes(walk: Walk, seats: Seats) -> None:
    await walk.open("/passes", "passes")
    await walk.open(f"/passes/{seats.ana.pass_id}", "punches")
    await walk.open(f"/passes/{seats.parts_pass.pass_id}", "parts")


async def somebody_new_signs_in(walk: Walk) -> None:
    await walk.phone.page.goto("/passes")
    await walk.tap("Sign out")
    await walk.phone.page.get_by_label("Your e-mail address").fill(NEW_HERE)
    await walk.tap("Send me a code")
    await walk.type_code(wait_for_code(walk.server.mail_folder, NEW_HERE))
    await walk.look("sign-in-new-here")
    await walk.phone.page.get_by_label("what is your name?").fill("Chloé Dubois")
    await walk.tap("Sign in")
    await walk.look("book-without-a-pass")
    await walk.open("/passes", "passes-none")
    await walk.open("/classes", "classes-none")


async def staff_open_a_code(walk: Walk, studio: Studio, seats: Seats) -> None:
    token = str(studio.owner.token)
    await walk.phone.page.context.add_cookies([{"name": "studio_session", "value": token, "url": walk.server.url}])
    await walk.open(f"/c/{seats.code}", "code-for-staff")
