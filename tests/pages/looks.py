"""What can be measured on a page as it is drawn: what sticks out, what a thumb misses, what an eye misses."""

from pathlib import Path
from typing import Final, TypedDict

from playwright.async_api import Page

SMALLEST_TARGET_PIXELS: Final = 44
LEAST_CONTRAST: Final = 4.5

_MEASURE: Final = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")


class Looks(TypedDict):
    """Whether the page is wider than the glass, and what is too small to tap or too pale to read."""

    sticks_out: bool
    small: list[str]
    pale: list[str]


async def looks_of(page: Page) -> Looks:
    """Measure a page; a link within a sentence may be as small as its words."""
    looks: Looks = await page.evaluate(_MEASURE.rstrip().rstrip(";"), [SMALLEST_TARGET_PIXELS, LEAST_CONTRAST])
    return looks
