"""The pictures that a journey takes on its way, for people to look at: in a folder whose path is printed."""

from pathlib import Path

from tests.journeys.door import Door
from tests.parts.phone import HEIGHT, WIDTH, Phone


class Album:
    """A folder of numbered pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def of_window(self, door: Door, name: str) -> None:
        """Keep what the kiosk's screen shows."""
        door.screenshot(self._next(f"kiosk-{name}"))

    async def of_phone(self, phone: Phone, name: str, width: int = WIDTH) -> None:
        """Keep the page on the phone from top to bottom, as on a glass that is long enough for it."""
        page = phone.page
        await page.set_viewport_size({"width": width, "height": HEIGHT})
        length = await page.evaluate("document.documentElement.scrollHeight")
        await page.set_viewport_size({"width": width, "height": length})
        await phone.screenshot(self._next(f"phone-{name}"))
        await page.set_viewport_size({"width": width, "height": HEIGHT})

    def _next(self, name: str) -> Path:
        self._count += 1
        return self.folder / f"{self._count:02d}-{name}.png"
