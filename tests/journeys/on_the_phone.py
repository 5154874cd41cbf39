"""What a customer does on the phone: taps and reads, as the pages offer it."""

import io
from pathlib import Path

import zxingcpp
from PIL import Image

from tests.journeys.mailbox import wait_for_code
from tests.parts.phone import Phone


async def sign_in(phone: Phone, address: str, mails: Path) -> None:
    """Sign in with the code from the mail."""
    page = phone.page
    await page.goto("/")
    await page.get_by_label("Your e-mail address").fill(address)
    await page.get_by_role("button", name="Send me a code").tap()
    await page.get_by_label("The six digits from the mail").fill(wait_for_code(mails, address))
    await page.get_by_role("button", name="Sign in").tap()
    await page.get_by_role("heading", name="Book a class").wait_for()


async def book(phone: Phone, course: str, day: str) -> int:
    """Book a course's class on a day of the week shown (`Mon 2`), and return the reservation's id."""
    page = phone.page
    await page.goto("/book")
    await page.get_by_role("navigation", name="Days of the week").get_by_role("link", name=day).tap()
    await page.get_by_role("button", name=f"Book {course}").tap()
    await page.get_by_role("img", name="QR code of this booking").wait_for()
    return int(page.url.partition("/reservations/")[2].partition("?")[0])


async def open_reservation(phone: Phone, reservation_id: int) -> str:
    """Open a reservation's page, and return what it says."""
    await phone.page.goto(f"/reservations/{reservation_id}")
    return await phone.page.inner_text("body")


async def read_qr(phone: Phone) -> str:
    """Return what a camera reads off the phone's glass, once the picture is there."""
    await phone.page.wait_for_load_state("load")
    pixels = await phone.page.screenshot()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(pixels)))
    return found.text


async def punches_on_pass(phone: Phone) -> str:
    """Return the large number on the pass."""
    await phone.page.goto("/passes")
    return await phone.page.locator(".figure").inner_text()
