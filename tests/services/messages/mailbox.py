"""Where the mails of a test go: a folder, by the real composing and the real file transport."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

from server.delivery.addresses import sender_of
from server.delivery.dispatcher import Dispatcher
from server.delivery.transports import FileTransport, Transport


def post_by(transport: Transport) -> Dispatcher:
    """A dispatcher of Kiln & Co."""
    return Dispatcher(transport, sender_of("Kiln & Co <hello@kiln.example>"))


class Mailbox:
    """A folder of mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.post = post_by(FileTransport(folder))

    def mails(self) -> list[EmailMessage]:
        """What has been sent, in the order of writing."""
        files = sorted(self.folder.glob("*.eml"))
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    def recipients(self) -> list[str]:
        """To whom."""
        return [str(mail["To"]) for mail in self.mails()]


def body_of(mail: EmailMessage) -> str:
    """The plain part, in one line."""
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())
