"""The customers' mails, which the server writes as .eml files."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.parts.waiting import wait_until


def wait_for_code(folder: Path, address: str) -> str:
    """Return the six digits that stand alone on a line of the mail to an address, once it is there."""
    return wait_until(lambda: _code_to(folder, address), f"a mail with a code to {address}")


def _code_to(folder: Path, address: str) -> str | None:
    for mail in (_read(file) for file in folder.glob("*.eml")):
        plain = mail.get_body(("plain",))
        lines = plain.get_content().splitlines() if plain and mail["To"] == address else []
        for line in lines:
            if len(line) == 6 and line.isdecimal():
                return str(line)
    return None


def _read(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)
