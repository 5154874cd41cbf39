"""The tests' phone has a phone's screen and notices errors that a person would not see."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.async_api import Browser

from tests.parts.phone import ColourScheme, open_phone

PAGE = b"""<!doctype html><meta name=viewport content="width=device-width"><title>Book</title>
<style>body { background: white } @media (prefers-color-scheme: dark) { body { background: #1B1613 } }</style>
<button onclick="document.title = 'Booked'">Book</button>"""


class _StrictPage(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self.send_response(200 if self.path in ("/", "/favicon.ico") else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", "default-src 'self' 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _StrictPage) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


async def test_a_page_is_drawn_at_a_phones_size_and_answers_a_tap(browser: Browser, site: str, tmp_path: Path) -> None:
    async with open_phone(browser, site) as phone:
        await phone.page.goto("/")
        await phone.page.get_by_role("button").tap()
        assert await phone.page.title() == "Booked"
        with Image.open(await phone.screenshot(tmp_path / "page.png")) as picture:
            assert picture.size == (780, 1688)
        assert (phone.console_errors, phone.csp_violations) == ([], [])


@pytest.mark.parametrize(("colours", "background"), [("light", (255, 255, 255)), ("dark", (0x1B, 0x16, 0x13))])
async def test_a_page_is_drawn_in_the_colours_that_the_phone_prefers(
    browser: Browser, site: str, tmp_path: Path, colours: ColourScheme, background: tuple[int, int, int]
) -> None:
    async with open_phone(browser, site, colours) as phone:
        await phone.page.goto("/")
        with Image.open(await phone.screenshot(tmp_path / "page.png")) as picture:
            assert picture.convert("RGB").getpixel((700, 1600)) == background


async def test_a_console_error_and_a_thrown_one_are_noticed(browser: Browser, site: str) -> None:
    async with open_phone(browser, site) as phone:
        await phone.page.goto("/")
        await phone.page.evaluate("console.error('lost'); setTimeout(() => { throw new Error('thrown') })")
        await phone.page.wait_for_timeout(100)
        assert phone.console_errors == ["lost", "thrown"]


async def test_a_violation_of_the_pages_policy_is_noticed(browser: Browser, site: str) -> None:
    async with open_phone(browser, site) as phone:
        await phone.page.goto("/")
        await phone.page.evaluate(
            "new Promise((seen) => {"
            "  addEventListener('securitypolicyviolation', seen);"
            "  new Image().src = 'http://[::1]:9/x.png';"
            "})"
        )
        assert phone.csp_violations == [f"img-src: http://[::1]:9/x.png on {site}/"]
