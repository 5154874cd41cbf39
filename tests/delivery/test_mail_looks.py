"""The mails as readers draw them: nothing runs over the edge, the dark is dark, and the QR stays black on white."""

import base64
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from itertools import product
from typing import Final

import zxingcpp
from PIL import Image
from playwright.async_api import Browser, Page

from tests.delivery.samples import PASS_CODE, confirmation, html_of, picture_of, sign_in
from tests.parts.phone import ColourScheme

LONG: Final = "Fortgeschrittenendrehscheibenintensivkurs mit Glasurgrundlagen und Brenntechnik"
SCHEMES: Final[tuple[ColourScheme, ...]] = ("light", "dark")
WIDTHS: Final = (320, 390, 700)
CONTRAST_OF_TEXT: Final = 4.5


def wordy() -> EmailMessage:
    return confirmation(studio_name=LONG, customer_name=LONG, course_name=LONG, part_title=LONG, room=LONG * 2)


@asynccontextmanager
async def shown(
    browser: Browser, message: EmailMessage, *, width: int = 390, scheme: ColourScheme = "light"
) -> AsyncIterator[Page]:
    """Draw a mail's HTML with its pictures in place."""
    html = html_of(message)
    if "cid:" in html:
        picture = picture_of(message)
        png = picture.get_payload(decode=True)
        assert isinstance(png, bytes)
        here = "data:image/png;base64," + base64.b64encode(png).decode()
        html = html.replace("cid:" + picture["Content-ID"].strip("<>"), here)
    context = await browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = await context.new_page()
    await page.set_content(html)
    yield page
    await context.close()


async def test_nothing_runs_over_the_edge(browser: Browser) -> None:
    for message, scheme, width in product((sign_in(), confirmation(), wordy()), SCHEMES, WIDTHS):
        async with shown(browser, message, width=width, scheme=scheme) as page:
            assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_every_text_stands_out_from_what_is_behind_it(browser: Browser) -> None:
    for message, scheme in product((sign_in(), confirmation()), SCHEMES):
        async with shown(browser, message, scheme=scheme) as page:
            for text, ink, ground in await page.evaluate(TEXTS_WITH_COLOURS):
                assert contrast(ink, ground) >= CONTRAST_OF_TEXT, f"{text} in the {scheme}"


async def test_the_qr_is_read_from_the_screen(browser: Browser) -> None:
    for scheme in SCHEMES:
        async with shown(browser, confirmation(), scheme=scheme) as page:
            screen = Image.open(io.BytesIO(await page.screenshot(full_page=True)))
        [found] = zxingcpp.read_barcodes(screen)
        assert found.text.endswith(PASS_CODE)


async def test_the_qr_takes_three_fifths_of_a_phone(browser: Browser) -> None:
    async with shown(browser, confirmation(), width=390) as page:
        box = await page.locator("img").bounding_box()
    assert box is not None
    assert box["width"] >= 0.6 * 390


async def test_a_reader_without_style_sheets_shows_the_light_colours(browser: Browser) -> None:
    """Many mail readers throw the sheet away."""
    async with shown(browser, confirmation(), scheme="dark") as page:
        await page.evaluate("document.querySelector('style').remove()")
        for text, ink, ground in await page.evaluate(TEXTS_WITH_COLOURS):
            assert contrast(ink, ground) >= CONTRAST_OF_TEXT, text


async def test_a_script_in_a_name_does_not_run(browser: Browser) -> None:
    """R44."""
    name = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
    async with shown(browser, confirmation(customer_name=name)) as page:
        assert await page.title() == "Your place is booked"
        assert await page.locator("img").count() == 1
        assert name in await page.inner_text("body")


# Each text with its own colour and the nearest ground behind it.
TEXTS_WITH_COLOURS = """
() => {
  const ground = (element) => {
    for (let behind = element; behind; behind = behind.parentElement) {
      const colour = getComputedStyle(behind).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (text) found.push([text, getComputedStyle(element).color, ground(element)]);
  }
  return found;
}
"""


def contrast(ink: str, ground: str) -> float:
    """The contrast of two CSS colours, by WCAG."""
    dark, light = sorted((luminance(ink), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of `rgb(1, 2, 3)`."""
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", colour)[:3])
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
