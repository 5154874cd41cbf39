"""A mail server with the manners that a test asks for: TLS, passwords, refusals. It notes what it was told."""

import asyncio
import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.parts.free_port import free_port

OK: Final = "250 OK"


@dataclass
class MailServer:
    """Gives the answers that a test has set; the lists fill while mails come in. `refused` is by recipient."""

    port: int = field(default_factory=free_port)
    sender_answer: str = OK
    recipient_answer: str = OK
    refused: dict[str, str] = field(default_factory=dict)
    data_answer: str = OK
    is_greylisting: bool = False
    hangs_up_after_data: int = 0
    lets_in: bool = True
    greetings: int = 0
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    were_encrypted: list[bool] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """What STUDIO_MAIL_URL takes."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count who begins to talk."""
        session.host_name = hostname
        self.greetings += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a sender, or not."""
        if self.sender_answer == OK:
            envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not; one who greylists takes nobody the first time."""
        answer = self.refused.get(address, self.recipient_answer)
        if self.is_greylisting and address not in self.asked_for:
            answer = "451 4.7.1 Greylisted, try again later"
        self.asked_for.append(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail, and note how it came; or hang up when it is kept, before anybody hears of it."""
        if self.data_answer == OK:
            self._keep(session, envelope)
        if self.hangs_up_after_data > 0:
            self.hangs_up_after_data -= 1
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return self.data_answer

    def _keep(self, session: Session, envelope: Envelope) -> None:
        self.senders.append(envelope.mail_from or "")
        self.recipients.extend(envelope.rcpt_tos)
        self.were_encrypted.append(session.ssl is not None)
        content = envelope.original_content or b""
        self.mails.append(email.message_from_bytes(content, policy=email.policy.default))

    def note_login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        """Let everybody in, or nobody, and note with what."""
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.lets_in, handled=self.lets_in)


@contextmanager
def open_mail_server(server: MailServer, **manners: Any) -> Iterator[MailServer]:
    """Listen on loopback until the context ends; `manners` are aiosmtpd's own."""
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        authenticator=server.note_login,
        auth_require_tls=False,
        **manners,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's TLS whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
