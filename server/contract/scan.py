"""A scan at the kiosk and its verdict. Published and append-only: kiosks one version older read it too."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from server.contract.base import NONCE, Id, Instant, Request, Shape, Text

Nonce = Annotated[str, Meta(min_length=8, max_length=64, pattern=NONCE)]
"""One for one physical scan, the same on every retry of it (R26)."""


class ScanSource(StrEnum):
    """How the text came in."""

    READER = "reader"
    CAMERA = "camera"
    TYPED = "typed"


class ScanRequest(Request):
    """What the kiosk read. Online the server judges by its own clock; `scannedAt` is only kept."""

    code: Text
    nonce: Nonce
    scanned_at: Instant
    source: ScanSource = ScanSource.READER
    offer_reservation_id: Id | None = None


class Offer(Shape):
    """Another reservation of the same customer that can be checked in now (R28)."""

    reservation_id: int
    course_name: str
    starts_at: Instant


class ScanVerdict(Shape):
    """Yes or no, and what the screen says with it; `verdict` is `ok` or a refusal of R27."""

    verdict: str
    message: str
    reservation_id: int | None = None
    display_name: str | None = None
    course_name: str | None = None
    step_title: str | None = None
    room: str | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    checked_in_at: Instant | None = None
    sessions_remaining: int | None = None
    locale: str | None = None
    offer: Offer | None = None
