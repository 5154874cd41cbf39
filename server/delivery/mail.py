"""Composes mails: plain text and HTML side by side, the QR inside the mail itself, by its CID.

What people typed (names, courses, rooms, reasons) is made one line of printable characters and escaped: it can neither
add a header or a line of its own nor become markup (R44).
"""

from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from server.contract.mail import Envelope, SignInMail
from server.delivery.addresses import WrongAddressError, address_of
from server.delivery.letters import Letter, letter_for
from server.delivery.qr_image import qr_png
from server.delivery.rendering import rendered
from server.delivery.spoken_class import QR_CID


def compose(envelope: Envelope, sender: Address) -> EmailMessage:
    """Return the mail of an envelope. Raises WrongAddressError for a recipient that is none."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = address_of(envelope.recipient)
    message["Date"] = format_datetime(envelope.posted_at)
    message["Message-ID"] = f"<{envelope.id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # no answer from anybody's holiday notice
    letter = letter_for(envelope.mail, envelope.posted_at)
    _write(message, letter)
    _answer_to_the_studio(message, envelope)
    return message


def _write(message: EmailMessage, letter: Letter) -> None:
    """Quoted-printable goes through every relay, and keeps a code alone on its line in the raw mail as well."""
    said = rendered(letter.template, letter.words)
    message["Subject"] = said.subject
    message.set_content(said.text, cte="quoted-printable")
    message.add_alternative(said.html, subtype="html", cte="quoted-printable")
    if letter.qr is None:
        return
    _, html_part = message.iter_parts()
    html_part.add_related(
        qr_png(letter.qr.pass_code, letter.qr.public_url),
        "image",
        "png",
        cid=f"<{QR_CID}>",
        disposition="inline",
        filename="pass-code.png",
    )


def _answer_to_the_studio(message: EmailMessage, envelope: Envelope) -> None:
    """Without the studio's own address the mail is still good; a sign-in code needs no answer."""
    if isinstance(envelope.mail, SignInMail):
        return
    with suppress(WrongAddressError):
        message["Reply-To"] = address_of(envelope.mail.head.studio_email or "")
