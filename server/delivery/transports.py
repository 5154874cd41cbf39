"""The ways a mail leaves, by STUDIO_MAIL_URL: into a folder as .eml files, or to a mail server.

A transport answers what became of one mail and raises only what nobody expects.
"""

import asyncio
import os
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from server.contract.mail import Undelivered

SMTP_PORT = 25
SMTPS_PORT = 465
STEP_SECONDS = 15
"""How long a mail server may take for one answer."""

SEND_SECONDS = 45
"""How long it may take for one mail. Must stay well below the lease by which a message is claimed."""


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
            return Undelivered(f"{type(error).__name__}: {error.strerror}", is_permanent=False)
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


@dataclass(frozen=True)
class SmtpTransport:
    """Hands each mail to a mail server.

    STARTTLS is taken where it is offered. A password never leaves in clear: with one, TLS is a condition, unless the
    server is on this machine. Certificates are checked, but for a server on this machine, which seldom has a real one.
    """

    host: str
    port: int
    is_smtps: bool
    username: str | None
    password: str | None

    async def send(self, message: EmailMessage) -> Undelivered | None:
        """Hand a mail over. Only a refusal of its address or its content is permanent: the rest is ours to mend."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._hand_over(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _refusal(error.recipients[0])
        except aiosmtplib.SMTPDataError as error:
            return _refusal(error)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Undelivered(f"{type(error).__name__}: {error}", is_permanent=False)
        return None

    async def _hand_over(self, message: EmailMessage) -> None:
        is_here = _is_this_machine(self.host)
        must_encrypt = self.password is not None and not is_here and not self.is_smtps
        await aiosmtplib.send(
            message,
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.is_smtps,
            start_tls=True if must_encrypt else None,
            validate_certs=not is_here,
            timeout=STEP_SECONDS,
        )


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


def _refusal(error: aiosmtplib.SMTPResponseException) -> Undelivered:
    return Undelivered(f"{error.code} {error.message}", is_permanent=error.code >= 500)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
