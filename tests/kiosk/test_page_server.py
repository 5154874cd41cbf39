"""The page's own server gives its page to its own window, and nothing to anybody else."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from kiosk.page_server import PageServer


@pytest.fixture
def pages() -> Iterator[PageServer]:
    """A running page server."""
    pages = PageServer()
    pages.start()
    yield pages
    pages.stop()


def beside(pages: PageServer, name: str) -> str:
    """Return the address of a file beside the page."""
    return pages.address.replace("index.html", name)


def origin(pages: PageServer) -> str:
    """Return the server's address without the secret."""
    parts = urlsplit(pages.address)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("kiosk.js", "text/javascript; charset=utf-8"),
        ("kiosk.css", "text/css; charset=utf-8"),
        ("tokens.css", "text/css; charset=utf-8"),
        ("words/en.json", "application/json"),
    ],
)
def test_the_page_and_its_files_are_served(pages: PageServer, name: str, content_type: str) -> None:
    answer = httpx.get(beside(pages, name))
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)


@pytest.mark.parametrize(
    "path", ["", "index.html", "../bridge.py", "..%2fbridge.py", "words/../../bridge.py", "__init__.py", "words/"]
)
def test_nothing_else_is_served(pages: PageServer, path: str) -> None:
    secret = urlsplit(pages.address).path.split("/")[1]
    for prefix in ("", f"{secret}/"):
        if f"{prefix}{path}" != f"{secret}/index.html":
            assert httpx.get(f"{origin(pages)}/{prefix}{path}").status_code == 404


def test_another_host_name_is_refused(pages: PageServer) -> None:
    answer = httpx.get(pages.address, headers={"Host": "evil.example"})
    assert (answer.status_code, answer.content) == (421, b"")


def test_only_get_is_understood(pages: PageServer) -> None:
    assert httpx.post(pages.address).status_code == 501


@pytest.mark.parametrize("path", ["index.html", "nothing"])
def test_every_answer_has_the_fixed_headers(pages: PageServer, path: str) -> None:
    headers = httpx.get(beside(pages, path)).headers
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "Python" not in headers["server"]


def test_each_launch_has_a_secret_of_its_own() -> None:
    first, second = PageServer(), PageServer()
    paths = {urlsplit(pages.address).path for pages in (first, second)}
    assert len(paths) == 2
    for pages in (first, second):
        pages.start()
        pages.stop()
