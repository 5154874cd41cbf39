"""The customers' mails, which the server writes as .eml files."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.parts.waiting import wait_until


def wait_for_code(folder: Path, address: str) -> str:
    """Return the six digits that stand alone on a line of the mail to an address, once it is there."""
    return wait_until(lambda: _code_to(folder, address), f"a mail with a code to {address}")


def wait_for_mail(folder: Path, address: str, in_subject: str) -> str:
    """Return the plain text of the one mail to an address with a word in its subject, once it is there."""
    [text] = wait_until(lambda: mails_to(folder, address, in_subject), f"a mail with {in_subject!r} to {address}")
    return text


def mails_to(folder: Path, address: str, in_subject: str) -> list[str]:
    """Return the plain texts of the mails to an address with a word in their subject."""
    mails = (_read(file) for file in folder.glob("*.eml"))
    return [_text_of(mail) for mail in mails if mail["To"] == address and in_subject in mail["Subject"]]


def _code_to(folder: Path, address: str) -> str | None:
    for text in mails_to(folder, address, ""):
        for line in text.splitlines():
            if len(line) == 6 and line.isdecimal():
                return line
    return None


def _text_of(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    return str(plain.get_content()) if plain else ""


def _read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)
