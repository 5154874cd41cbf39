"""Composes mails: plain text and HTML side by side, the QR inside the mail itself, by its CID.

What people typed (names, courses, rooms) is made one line of printable characters and escaped: it can neither add
a header or a line of its own nor become markup (R44).
"""

from collections.abc import Mapping
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import assert_never

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from server.contract.mail import ConfirmationMail, Envelope, SignInMail
from server.delivery.addresses import WrongAddressError, address_of
from server.delivery.qr_image import qr_png
from server.delivery.tokens import read_tokens
from server.rules.local_time import dated_day, local_date, spoken_time
from server.rules.pass_code import in_groups

QR_CID = "pass-code@studio-checkin"

_TEMPLATES = Environment(
    loader=PackageLoader("server.delivery"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def compose(envelope: Envelope, sender: Address) -> EmailMessage:
    """Return the mail of an envelope. Raises WrongAddressError for a recipient that is none."""
    message = _addressed(envelope, sender)
    match envelope.mail:
        case SignInMail() as mail:
            _write_sign_in(message, mail)
        case ConfirmationMail() as mail:
            _write_confirmation(message, mail, envelope)
        case _:
            assert_never(envelope.mail)
    return message


def one_line(text: str) -> str:
    """Return a text without line breaks, control and other unprintable characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _addressed(envelope: Envelope, sender: Address) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = address_of(envelope.recipient)
    message["Date"] = format_datetime(envelope.posted_at)
    message["Message-ID"] = f"<{envelope.id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # no answer from anybody's holiday notice
    return message


def _write_sign_in(message: EmailMessage, mail: SignInMail) -> None:
    studio_name = one_line(mail.studio_name)
    message["Subject"] = f"Your sign-in code for {studio_name}"
    _write_body(message, "sign_in", {"studio_name": studio_name, "code": mail.code, "minutes": mail.minutes})


def _write_confirmation(message: EmailMessage, mail: ConfirmationMail, envelope: Envelope) -> None:
    words = _words_of(mail, envelope)
    message["Subject"] = f"Booked: {words['course_name']}, {words['day']}, {words['starts']}"
    with suppress(WrongAddressError):  # without the studio's own address the mail is still good
        message["Reply-To"] = address_of(mail.studio_email or "")
    _write_body(message, "confirmation", words)
    _, html_part = message.iter_parts()
    html_part.add_related(
        qr_png(mail.pass_code, mail.public_url),
        "image",
        "png",
        cid=f"<{QR_CID}>",
        disposition="inline",
        filename="pass-code.png",
    )


def _words_of(mail: ConfirmationMail, envelope: Envelope) -> dict[str, str]:
    """Return what the confirmation says; days and times in the studio's zone (R4)."""
    return {
        "studio_name": one_line(mail.studio_name),
        "customer_name": one_line(mail.customer_name),
        "course_name": one_line(mail.course_name),
        "part_title": one_line(mail.part_title or ""),
        "room": one_line(mail.room or ""),
        "instructor": one_line(mail.instructor or ""),
        "day": dated_day(mail.starts_at, mail.zone, envelope.posted_at),
        "starts": spoken_time(mail.starts_at, mail.zone),
        "ends": spoken_time(mail.ends_at, mail.zone),
        "zone": mail.zone.key,
        "check_in_opens": _opening(mail, envelope),
        "letters": in_groups(mail.pass_code),
        "link": f"{mail.public_url}/c/{mail.pass_code}",
        "qr_cid": QR_CID,
    }


def _opening(mail: ConfirmationMail, envelope: Envelope) -> str:
    """Return when self check-in opens, with its day where that is not the day of the class."""
    time = spoken_time(mail.check_in_opens_at, mail.zone)
    if local_date(mail.check_in_opens_at, mail.zone) == local_date(mail.starts_at, mail.zone):
        return f"at {time}"
    return f"{dated_day(mail.check_in_opens_at, mail.zone, envelope.posted_at)} at {time}"


def _write_body(message: EmailMessage, template: str, words: Mapping[str, object]) -> None:
    """Quoted-printable goes through every relay, and keeps a code alone on its line in the raw mail as well."""
    tokens = read_tokens()
    text = _TEMPLATES.get_template(f"{template}.txt").render(words)
    html = _TEMPLATES.get_template(f"{template}.html").render(words, light=tokens.light, dark=tokens.dark)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
