"""The pages on a real phone's browser, from a real server: the way from the mail to the QR and back, and how they look.

The browser tells what its page complains of: a violation of the policy or an error in the console fails the test.
"""

import io
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Browser, ViewportSize

from server.rules.vocabulary import PassType
from server.settings import Settings
from server.tables.people import Customer
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import STARTS_AT, add_course, add_pass, add_session, add_step
from tests.journeys.mailbox import wait_for_code
from tests.pages.looks import looks_of
from tests.parts.moved_clock import MovedClock
from tests.parts.phone import HEIGHT, WIDTH, ColourScheme, Phone, open_phone
from tests.parts.server_process import ServerProcess
from tests.scene import Scene

QR: Final = "QR code of this booking"
USUAL: Final[ViewportSize] = {"width": WIDTH, "height": HEIGHT}
NARROW: Final[ViewportSize] = {"width": 320, "height": 640}
WIDE: Final[ViewportSize] = {"width": 1280, "height": 800}


@pytest.fixture
def server(tmp_path: Path, app_settings: Settings, scene: Scene) -> Iterator[ServerProcess]:
    """A server of its own on the scene's database, an hour before class."""
    clock = MovedClock(tmp_path, AN_HOUR_BEFORE_CLASS)
    with ServerProcess(tmp_path, app_settings.database_url, clock=clock) as server:
        server.start()
        yield server


@pytest.fixture
async def phone(server: ServerProcess, browser: Browser) -> AsyncIterator[Phone]:
    """A phone that has never been here; whatever its browser complains of fails the test."""
    async with open_phone(browser, server.url) as phone:
        yield phone
        assert (phone.console_errors, phone.csp_violations) == ([], [])


async def test_from_the_mail_to_the_qr_and_back(phone: Phone, server: ServerProcess, scene: Scene) -> None:
    await _sign_in(phone, server, await _address_of(scene.customer_id))
    await phone.page.get_by_role("button", name="Book Pottery").tap()
    picture = phone.page.get_by_role("img", name=QR)
    box = await picture.bounding_box()
    assert box is not None
    assert box["width"] >= 0.6 * WIDTH
    letters = (await phone.page.locator("figcaption").inner_text()).replace(" ", "").replace("\n", "")
    assert await _read_off_the_glass(phone) == f"{server.url}/C/{letters}".upper()
    await phone.page.get_by_role("link", name="Cancel this booking").tap()
    await phone.page.get_by_role("button", name="Cancel the booking").tap()
    await phone.page.get_by_text("No punch was taken.").wait_for()
    await phone.page.get_by_role("link", name="Book again").tap()
    await phone.page.get_by_text("10 seats left").wait_for()


async def test_the_qr_is_read_off_dark_glass_too(browser: Browser, server: ServerProcess, scene: Scene) -> None:
    async with open_phone(browser, server.url, "dark") as phone:
        await _sign_in(phone, server, await _address_of(scene.customer_id))
        await phone.page.get_by_role("button", name="Book Pottery").tap()
        await phone.page.get_by_role("img", name=QR).wait_for()
        assert (await _read_off_the_glass(phone)).startswith(f"{server.url}/C/".upper())


async def test_checking_in_takes_one_tap(phone: Phone, server: ServerProcess, scene: Scene) -> None:
    await _sign_in(phone, server, await _address_of(scene.customer_id))
    await phone.page.get_by_role("button", name="Book Pottery").tap()
    await phone.page.get_by_role("button", name="Check in now").tap()
    await phone.page.get_by_text("You are checked in since").wait_for()


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_every_page_fits_the_glass_the_thumb_and_the_eye(
    browser: Browser, server: ServerProcess, scene: Scene, colours: ColourScheme
) -> None:
    await _fill_the_week(scene)
    async with open_phone(browser, server.url, colours) as phone:
        faults = {page: await _faults(phone, page) for page in ("/sign-in", "/nothing")}
        await _sign_in(phone, server, await _address_of(scene.customer_id))
        faults |= {page: await _faults(phone, page) for page in ("/classes", "/book", "/book?day=2026-03-03")}
        await phone.page.goto("/book?pass=1&day=2026-03-02")
        await phone.page.get_by_role("button", name="Book Pottery").tap()
        await phone.page.get_by_role("img", name=QR).wait_for()
        pages = ("/reservations/1?said=booked", "/reservations/1/cancel", "/classes", "/passes", "/passes/1")
        faults |= {page: await _faults(phone, page) for page in pages}
    assert {page: found for page, found in faults.items() if found} == {}


async def _sign_in(phone: Phone, server: ServerProcess, address: str) -> None:
    await phone.page.goto("/")
    await phone.page.get_by_label("Your e-mail address").fill(address)
    await phone.page.get_by_role("button", name="Send me a code").tap()
    await phone.page.get_by_label("The six digits from the mail").fill(wait_for_code(server.mail_folder, address))
    await phone.page.get_by_role("button", name="Sign in").tap()
    await phone.page.get_by_role("heading", name="Book a class").wait_for()


async def _address_of(customer_id: int) -> str:
    rows = await Customer.select(Customer.email).where(Customer.id == customer_id)
    return str(rows[0]["email"])


async def _read_off_the_glass(phone: Phone) -> str:
    """Decode what the screen shows without scrolling, as a scanner at the door does."""
    await phone.page.wait_for_load_state()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(await phone.page.screenshot())))
    return found.text


async def _fill_the_week(scene: Scene) -> None:
    """Give the page all that it can show: parts to choose from, a full class, a second pass, and long words."""
    tomorrow = STARTS_AT + timedelta(days=1)
    mugs = await add_course(scene.studio_id, "Glasurtechnikfortgeschrittenenwochenendintensivworkshop")
    await add_step(mugs, 1, "Donaudampfschifffahrtsgesellschaftskapitänsmützenbecher, the first of three")
    await add_session(mugs, tomorrow, is_makeup=True)
    await add_session(mugs, tomorrow + timedelta(hours=3), capacity=0)
    await add_pass(scene.customer_id, scene.studio_id, mugs, pass_type=PassType.UNLIMITED_SERIES)


async def _faults(phone: Phone, address: str) -> list[str]:
    """Return what is wrong with a page: on a phone, on a narrow one, and on a wide screen."""
    await phone.page.goto(address)
    faults: list[str] = []
    for size in (NARROW, WIDE, USUAL):
        await phone.page.set_viewport_size(size)
        looks = await looks_of(phone.page)
        words = ["wider than the glass"] if looks["sticks_out"] else []
        words += [f"too small: {name}" for name in looks["small"] if size is not NARROW]
        words += [f"too pale: {name}" for name in looks["pale"]]
        faults += [f"at {size['width']} px {word}" for word in words]
    return faults
