"""A form that no page of ours sends is refused as forged or as wrong, and never breaks the server."""

from dataclasses import dataclass
from typing import Final

import httpx
import pytest

from server.services.context import Context
from server.tables.reservations import SessionReservation
from tests.builders import sign_in_customer
from tests.readings import everything
from tests.scene import Scene

POSTS: Final = [
    "/book",
    "/reservations/1/cancel",
    "/reservations/1/code",
    "/reservations/1/check-in",
    "/sign-in",
    "/sign-in/code",
    "/sign-out",
]


@dataclass(frozen=True)
class Sent:
    """A body and what it says that it is."""

    content_type: str
    body: bytes


def multipart(content: bytes, about: str = "") -> Sent:
    head = f'--x\r\nContent-Disposition: form-data; name="_csrf_token"\r\n{about}\r\n'.encode()
    return Sent("multipart/form-data; boundary=x", head + content + b"\r\n--x--\r\n")


FORMS: Final = {
    "multipart": multipart(b"words"),
    "multipart that is no UTF-8": multipart(b"\xff\xfe"),
    "multipart of a charset that is none": multipart(b"words", "Content-Type: text/plain; charset=klingon\r\n"),
    "multipart with a file": Sent(
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="_csrf_token"; filename="a"\r\n\r\n\xff\r\n--x--\r\n',
    ),
    "multipart without a boundary": Sent("multipart/form-data", b"--x"),
    "multipart that breaks off": Sent("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-da"),
    "a form that is no UTF-8": Sent(
        "application/x-www-form-urlencoded", b"_csrf_token=%ff%fe&email=\xff\xfe&pass=\xff"
    ),
    "a form of a charset that is none": Sent("application/x-www-form-urlencoded; charset=klingon", b"_csrf_token=x"),
    "a form with NUL": Sent("application/x-www-form-urlencoded", b"_csrf_token=%00&email=%00&pass=%00&code=%00"),
    "a form of repeated fields": Sent(
        "application/x-www-form-urlencoded", b"_csrf_token=x&_csrf_token=y&email=a&email=b"
    ),
    "a form of separators": Sent("application/x-www-form-urlencoded", b"&=&;%" * 2000),
    "JSON": Sent("application/json", b'{"_csrf_token": "x"}'),
    "words": Sent("text/plain", b"\xff"),
    "a type that is none": Sent(";;;=", b"\xff"),
    "nothing": Sent("", b""),
}


@pytest.fixture
async def browser(client: httpx.AsyncClient, scene: Scene, context: Context) -> httpx.AsyncClient:
    """The browser of the scene's customer, who has booked the class as reservation 1."""
    await scene.book(context)
    client.cookies.set("studio_session", await sign_in_customer(scene.customer_id))
    return client


@pytest.mark.parametrize("sent", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("path", POSTS)
async def test_a_form_without_the_proof_is_forged_whatever_it_is(
    browser: httpx.AsyncClient, path: str, sent: Sent
) -> None:
    before = await everything()
    answer = await browser.post(path, content=sent.body, headers={"Content-Type": sent.content_type})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert await everything() == before


@pytest.mark.parametrize("sent", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("path", POSTS)
async def test_with_the_proof_in_a_header_it_is_no_server_error_either(
    browser: httpx.AsyncClient, path: str, sent: Sent
) -> None:
    await browser.get("/classes")
    headers = {"Content-Type": sent.content_type, "X-CSRFToken": browser.cookies["csrftoken"]}
    answer = await browser.post(path, content=sent.body, headers=headers)
    assert answer.status_code < 500
    assert await SessionReservation.count() == 1
