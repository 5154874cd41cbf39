"""A mail server that keeps what it is given, or refuses it."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.parts.free_port import free_port
from tests.parts.waiting import PATIENCE_SECONDS, wait_until

ACCEPTED: Final = "250 2.0.0 Kept"


@dataclass(frozen=True)
class KeptMail:
    """One mail as it came over the wire: who it is from and for, and what it says."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


class SmtpSink:
    """Listens on loopback; `url` is what STUDIO_MAIL_URL takes."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.mails: list[KeptMail] = []
        self._answer = ACCEPTED

    def refuse(self, answer: str = "451 4.3.0 Try again later") -> None:
        """Answer every mail with `answer` from now on and keep none."""
        self._answer = answer

    def accept(self) -> None:
        """Keep mails again."""
        self._answer = ACCEPTED

    def wait_for(self, count: int, *, seconds: float = PATIENCE_SECONDS) -> list[KeptMail]:
        """Return the mails kept so far, once there are `count` or more."""
        wait_until(lambda: len(self.mails) >= count, f"{count} mails", seconds=seconds)
        return self.mails

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Keep one mail, or refuse it."""
        if self._answer == ACCEPTED:
            message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
            self.mails.append(KeptMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
        return self._answer


@contextmanager
def open_smtp_sink() -> Iterator[SmtpSink]:
    """Give a sink that listens until the context ends."""
    port = free_port()
    sink = SmtpSink(port)
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
