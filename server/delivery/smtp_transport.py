"""Mails handed to a mail server, and what each of its answers means for a mail that was not taken."""

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from ipaddress import ip_address

import aiosmtplib

from server.contract.mail import Hindrance, Undelivered

STEP_SECONDS = 15
"""How long a mail server may take for one answer."""

OPEN_SECONDS = 30
SEND_SECONDS = 45
"""How long it may take to begin, and then for one mail. Both must stay well below the lease of a claimed message."""

GOODBYE_SECONDS = 2

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_POLICY = re.compile(r"5\.7\.")


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
        """Hand a mail over; raises nothing that a network or a mail server can do."""
        client = self._client()
        try:
            undelivered = await _open(client) or await _hand_over(client, message)
            if undelivered is None:
                await _part(client)
        finally:
            client.close()
        return undelivered

    def _client(self) -> aiosmtplib.SMTP:
        is_here = _is_this_machine(self.host)
        must_encrypt = self.password is not None and not is_here and not self.is_smtps
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.is_smtps,
            start_tls=True if must_encrypt else None,
            validate_certs=not is_here,
            timeout=STEP_SECONDS,
        )


async def _open(client: aiosmtplib.SMTP) -> Undelivered | None:
    """Begin the conversation: whatever goes wrong here has nothing to do with the mail."""
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            await client.connect()
    except aiosmtplib.SMTPResponseException as error:
        return _answered(error, Hindrance.SETUP if error.code >= 500 else Hindrance.AWAY)
    except (OSError, aiosmtplib.SMTPException) as error:
        return Undelivered(_meaning(error), f"{type(error).__name__}: {error}")
    return None


def _meaning(error: Exception) -> Hindrance:
    """A mail server without the TLS or the sign-in that we want is as much our set-up as a certificate is."""
    is_tls = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
    is_network = isinstance(error, OSError)  # so are aiosmtplib's own words for a lost connection
    return Hindrance.AWAY if is_network and not is_tls else Hindrance.SETUP


async def _hand_over(client: aiosmtplib.SMTP, message: EmailMessage) -> Undelivered | None:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await client.send_message(message)
    except aiosmtplib.SMTPRecipientsRefused as error:
        return _refused_recipient(error.recipients[0])
    except aiosmtplib.SMTPDataError as error:
        return _answered(error, Hindrance.REFUSED if error.code >= 500 else Hindrance.DEFERRED)
    except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPHeloError) as error:
        return _answered(error, Hindrance.SETUP if error.code >= 500 else Hindrance.AWAY)
    except (aiosmtplib.SMTPException, OSError) as error:
        return Undelivered(Hindrance.DEFERRED, f"{type(error).__name__}: {error}")
    return None


async def _part(client: aiosmtplib.SMTP) -> None:
    """The mail was taken, however the goodbye goes."""
    with suppress(aiosmtplib.SMTPException, OSError):
        await client.quit(timeout=GOODBYE_SECONDS)


def _refused_recipient(error: aiosmtplib.SMTPRecipientRefused) -> Undelivered:
    """A policy's no (5.7) may mean a forgotten password, "relaying denied": that must not cost every mail at once."""
    is_final = error.code >= 500 and not _POLICY.match(error.message)
    return _answered(error, Hindrance.REFUSED if is_final else Hindrance.DEFERRED)


def _answered(error: aiosmtplib.SMTPResponseException, hindrance: Hindrance) -> Undelivered:
    enhanced = _ENHANCED.match(error.message)
    status = f"{error.code} {enhanced.group()}" if enhanced else str(error.code)
    return Undelivered(hindrance, f"{error.code} {error.message}", status)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
