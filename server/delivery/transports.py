"""The ways a mail leaves, by STUDIO_MAIL_URL: into a folder as .eml files, or to a mail server.

A transport answers what became of one mail and raises only what nobody expects.
"""

import asyncio
import os
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from server.contract.mail import Hindrance, Undelivered
from server.delivery.smtp_transport import SmtpTransport

SMTP_PORT = 25
SMTPS_PORT = 465


class Transport(Protocol):
    """A way for mails to leave."""

    async def send(self, message: EmailMessage) -> Undelivered | None:
        """Send a mail to the one address in its To; None when it was taken."""
        ...


@dataclass(frozen=True)
class FileTransport:
    """Writes each mail as an .eml file that only this user reads, named by its Message-ID: a retry replaces it."""

    folder: Path

    async def send(self, message: EmailMessage) -> Undelivered | None:
        """Write a mail; a file is there whole or not at all."""
        try:
            await asyncio.to_thread(self._write, message)
        except OSError as error:
            return Undelivered(Hindrance.AWAY, f"{type(error).__name__}: {error.strerror}")
        return None

    def _write(self, message: EmailMessage) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", suffix=".part", delete=False) as part:
            try:
                part.write(message.as_bytes())
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(self.folder / f"{name}.eml")
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise


def transport_for(mail_url: str) -> Transport:
    """Return the transport of a checked STUDIO_MAIL_URL; nothing is opened yet."""
    parts = urlsplit(mail_url)
    if parts.scheme == "file":
        return FileTransport(Path(unquote(parts.path)))
    is_smtps = parts.scheme == "smtps"
    return SmtpTransport(
        host=parts.hostname or "",
        port=parts.port or (SMTPS_PORT if is_smtps else SMTP_PORT),
        is_smtps=is_smtps,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
