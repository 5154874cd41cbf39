"""Mails as services hand them over: a test names only the facts that it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.contract.mail import ConfirmationMail, Envelope, SignInMail
from server.delivery.mail import compose

NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASS_CODE: Final = "FUCSDEPVUHXVHLIIXHTLDFXTI"
SENDER: Final = Address("Kiln & Co", "hello", "kiln.example")

SIGN_IN: Final = SignInMail(studio_name="Kiln & Co", code="482913", minutes=10)
CONFIRMATION: Final = ConfirmationMail(
    studio_name="Kiln & Co",
    studio_email="desk@kiln.example",
    customer_name="Ana Ruiz",
    course_name="Wheel throwing",
    part_title="Part 2: Opening",
    room="Room 2",
    instructor="Maya",
    starts_at=datetime(2026, 3, 5, 15, tzinfo=UTC),
    ends_at=datetime(2026, 3, 5, 17, tzinfo=UTC),
    check_in_opens_at=datetime(2026, 3, 5, 13, tzinfo=UTC),
    zone=ZoneInfo("Europe/Berlin"),
    pass_code=PASS_CODE,
    public_url="https://studio.example",
)


def sign_in(**facts: Any) -> EmailMessage:
    """A composed sign-in mail."""
    return composed(replace(SIGN_IN, **facts))


def confirmation(**facts: Any) -> EmailMessage:
    """A composed confirmation."""
    return composed(replace(CONFIRMATION, **facts))


def composed(mail: SignInMail | ConfirmationMail, *, to: str = "ana@example.org") -> EmailMessage:
    """A mail on its way to an address."""
    return compose(Envelope("20260302T090000-000042", to, NOW, mail), SENDER)


def text_of(message: EmailMessage) -> str:
    """The plain part."""
    return _part(message, "plain")


def html_of(message: EmailMessage) -> str:
    """The HTML part."""
    return _part(message, "html")


def picture_of(message: EmailMessage) -> EmailMessage:
    """The part that is the QR."""
    return next(part for part in message.walk() if part.get_content_type() == "image/png")


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")  # the wire's line ends
