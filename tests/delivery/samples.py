"""Mails as services hand them over: a test names only the facts that it is about."""

import email
import email.policy
import html
import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from server.contract.mail import (
    AutoCancellationMail,
    BookedClass,
    CancellationMail,
    ClassCancelledMail,
    ClassMovedMail,
    ConfirmationMail,
    CourseBookedMail,
    Envelope,
    Letterhead,
    Mail,
    MissedMail,
    PassChange,
    PassChangedMail,
    PunchTold,
    ReinstatedMail,
    ReminderMail,
    SignInMail,
)
from server.delivery.mail import compose

AnyMail = TypeVar("AnyMail", bound=Mail)

NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASS_CODE: Final = "FUCSDEPVUHXVHLIIXHTLDFXTI"
SENDER: Final = Address("Kiln & Co", "hello", "kiln.example")
WEEK: Final = timedelta(days=7)

SIGN_IN: Final = SignInMail(studio_name="Kiln & Co", code="482913", minutes=10)
HEAD: Final = Letterhead(
    studio_name="Kiln & Co",
    studio_email="desk@kiln.example",
    customer_name="Ana Ruiz",
    zone=ZoneInfo("Europe/Berlin"),
    public_url="https://studio.example",
)
BOOKED: Final = BookedClass(
    reservation_id=7,
    registration_id=3,
    course_name="Wheel throwing",
    part_title="Part 2: Opening",
    room="Room 2",
    instructor="Maya",
    starts_at=datetime(2026, 3, 5, 15, tzinfo=UTC),
    ends_at=datetime(2026, 3, 5, 17, tzinfo=UTC),
    check_in_opens_at=datetime(2026, 3, 5, 13, tzinfo=UTC),
    pass_code=PASS_CODE,
)
MISSED: Final = replace(BOOKED, starts_at=BOOKED.starts_at - WEEK, ends_at=BOOKED.ends_at - WEEK)
LATER: Final = replace(BOOKED, starts_at=BOOKED.starts_at + WEEK, ends_at=BOOKED.ends_at + WEEK, part_title=None)

CONFIRMATION: Final = ConfirmationMail(HEAD, BOOKED)
REMINDER: Final = ReminderMail(HEAD, BOOKED)
CANCELLATION: Final = CancellationMail(HEAD, BOOKED, PunchTold.NOT_TAKEN)
CLASS_CANCELLED: Final = ClassCancelledMail(HEAD, BOOKED, PunchTold.RETURNED, "The kiln is broken.")
CLASS_MOVED: Final = ClassMovedMail(HEAD, BOOKED, BOOKED.starts_at - timedelta(days=1, hours=2))
MISSED_YOU: Final = MissedMail(HEAD, MISSED, PunchTold.TAKEN, datetime(2026, 3, 2, 17, tzinfo=UTC), (BOOKED, LATER))
AUTO_CANCELLATION: Final = AutoCancellationMail(HEAD, MISSED, PunchTold.TAKEN, (BOOKED, LATER))
REINSTATED: Final = ReinstatedMail(HEAD, (BOOKED, LATER))
COURSE_BOOKED: Final = CourseBookedMail(HEAD, "Wheel throwing, spring", (BOOKED, LATER))
PASS_CHANGED: Final = PassChangedMail(
    HEAD,
    "8-punch pass",
    PassChange.FROZEN,
    date(2026, 3, 4),
    date(2026, 3, 13),
    PunchTold.NOT_TAKEN,
    (BOOKED, LATER),
)

ABOUT_CLASSES: Final = (
    CONFIRMATION,
    REMINDER,
    CANCELLATION,
    CLASS_CANCELLED,
    CLASS_MOVED,
    MISSED_YOU,
    AUTO_CANCELLATION,
    REINSTATED,
    COURSE_BOOKED,
    PASS_CHANGED,
)
EVERY_MAIL: Final = (SIGN_IN, *ABOUT_CLASSES)


def sign_in(**facts: Any) -> EmailMessage:
    """A composed sign-in mail."""
    return composed(replace(SIGN_IN, **facts))


def confirmation(**facts: Any) -> EmailMessage:
    """A composed confirmation."""
    return composed(with_facts(CONFIRMATION, **facts))


def with_facts(mail: AnyMail, **facts: Any) -> AnyMail:
    """The mail with other facts, wherever they stand: in its head, in each of its classes, or beside them."""
    own = {name: value for name, value in facts.items() if name in {field.name for field in fields(mail)}}
    parts = {
        field.name: _with_facts_within(getattr(mail, field.name), facts)
        for field in fields(mail)
        if field.name not in own
    }
    return replace(mail, **own, **parts)


def composed(mail: Mail, *, to: str = "ana@example.org") -> EmailMessage:
    """A mail on its way to an address."""
    return compose(Envelope("20260302T090000-000042", to, NOW, mail), SENDER)


def text_of(message: EmailMessage) -> str:
    """The plain part."""
    return _part(message, "plain")


def html_of(message: EmailMessage) -> str:
    """The HTML part."""
    return _part(message, "html")


def seen_in(message: EmailMessage) -> str:
    """The words that a reader of the HTML sees, in one line."""
    inside = re.sub(r"<(style|title)>.*?</\1>", "", html_of(message), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", inside)).split())


def over_the_wire(message: EmailMessage) -> EmailMessage:
    """The mail as its reader's program has it."""
    return email.message_from_bytes(message.as_bytes(), policy=email.policy.default)


def picture_of(message: EmailMessage) -> EmailMessage:
    """The part that is the QR."""
    return next(part for part in message.walk() if part.get_content_type() == "image/png")


def _with_facts_within(part: Any, facts: dict[str, Any]) -> Any:
    if isinstance(part, tuple):
        return tuple(_with_facts_within(one, facts) for one in part)
    if not isinstance(part, Letterhead | BookedClass):
        return part
    known = {field.name for field in fields(part)}
    return replace(part, **{name: value for name, value in facts.items() if name in known})


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")  # the wire's line ends
