"""The mails as readers draw them: nothing runs over the edge, the dark is dark, and the QR stays black on white."""

import base64
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Final

import zxingcpp
from PIL import Image
from playwright.async_api import Browser, Page

from tests.delivery.samples import (
    CANCELLATION,
    CLASS_CANCELLED,
    EVERY_MAIL,
    PASS_CODE,
    REMINDER,
    composed,
    confirmation,
    html_of,
    picture_of,
    with_facts,
)
from tests.parts.phone import ColourScheme

LONG: Final = "Fortgeschrittenendrehscheibenintensivkurs mit Glasurgrundlagen und Brenntechnik"
SCHEMES: Final[tuple[ColourScheme, ...]] = ("light", "dark")
WIDTHS: Final = (320, 390, 700)
CONTRAST_OF_TEXT: Final = 4.5


def plain_and_wordy() -> list[EmailMessage]:
    """Every mail as it mostly is, and with names that are too long for any line."""
    long_words = dict.fromkeys(("studio_name", "customer_name", "course_name", "part_title", "reason"), LONG)
    mails = [*EVERY_MAIL, *(with_facts(mail, room=LONG * 2, **long_words) for mail in EVERY_MAIL)]
    return [composed(mail) for mail in mails]


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
    for message in plain_and_wordy():
        async with shown(browser, message) as page:
            for width in WIDTHS:
                await page.set_viewport_size({"width": width, "height": 800})
                assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_every_text_stands_out_from_what_is_behind_it(browser: Browser) -> None:
    for mail in EVERY_MAIL:
        async with shown(browser, composed(mail)) as page:
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme)
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
    for mail in EVERY_MAIL:
        async with shown(browser, composed(mail), scheme="dark") as page:
            await page.evaluate("document.querySelector('style').remove()")
            for text, ink, ground in await page.evaluate(TEXTS_WITH_COLOURS):
                assert contrast(ink, ground) >= CONTRAST_OF_TEXT, text


async def test_a_script_that_somebody_typed_does_not_run(browser: Browser) -> None:
    """R44."""
    script = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
    for mail in EVERY_MAIL:
        message = composed(
            with_facts(mail, studio_name=script, customer_name=script, course_name=script, reason=script)
        )
        pictures = sum(part.get_content_type() == "image/png" for part in message.walk())
        async with shown(browser, message) as page:
            assert await page.title() != "run"
            assert await page.locator("img").count() == pictures
            assert script in await page.inner_text("body")


async def test_a_class_that_is_off_is_told_from_one_that_is_on_without_colour(browser: Browser) -> None:
    for mail, line in ((CANCELLATION, "line-through"), (CLASS_CANCELLED, "line-through"), (REMINDER, "none")):
        async with shown(browser, composed(mail)) as page:
            time = page.get_by_text("Thu 5 Mar")
            assert await time.evaluate("element => getComputedStyle(element).textDecorationLine") == line


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
