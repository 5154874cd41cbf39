"""Somebody with a browser but without scripts: keeps cookies, reads pages, fills forms in, follows where they lead."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import httpx

from tests.pages.parsed_page import Form, ParsedPage, parsed

ACCEPT: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True)
class Seen:
    """An answer: its status, the address that it came from, its headers and the page."""

    status: int
    path: str
    headers: httpx.Headers
    html: str
    page: ParsedPage


class Visitor:
    """A browser of its own, on the app in this process."""

    def __init__(self, app_client: httpx.AsyncClient) -> None:
        self.client = app_client
        self.client.headers["Accept"] = ACCEPT

    def sign_in(self, token: str) -> None:
        """Hold a session without the way through the mail."""
        self.client.cookies.set("studio_session", token)

    def plant_cookie(self, name: str, value: str) -> None:
        """Hold a cookie of the sign-in pages that the server never set."""
        self.client.cookies.set(name, quote(value), path="/sign-in")

    async def open(self, address: str) -> Seen:
        """Open a page and go where it leads."""
        return _seen(await self.client.get(address, follow_redirects=True))

    async def send(self, form: Form, **typed: str) -> Seen:
        """Send a form with what is typed into it, and go where it leads."""
        return _seen(await self.client.post(form.action, data={**form.fields, **typed}, follow_redirects=True))


def _seen(response: httpx.Response) -> Seen:
    path = response.url.raw_path.decode("ascii")
    return Seen(response.status_code, path, response.headers, response.text, parsed(response.text))
