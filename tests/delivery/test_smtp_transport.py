"""Mails handed to a mail server: who got what, in clear or not, and what a refusal means."""

import asyncio
from pathlib import Path

import pytest

from server.contract.mail import Hindrance, Undelivered
from server.delivery.smtp_transport import SmtpTransport
from server.delivery.transports import transport_for
from tests.delivery.mail_server import MailServer, open_mail_server, self_signed
from tests.delivery.samples import confirmation, picture_of, sign_in, text_of
from tests.parts.free_port import free_port
from tests.parts.smtp_sink import SmtpSink

NOT_LOOPBACK = "0.0.0.0"  # noqa: S104 - nobody listens there: it is this machine by a name that is not loopback


async def sent_to(server: MailServer) -> Undelivered | None:
    with open_mail_server(server):
        return await transport_for(server.url).send(sign_in())


async def yes_and_gone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take a mail by the book, and leave."""
    writer.write(b"220 here\r\n")
    while line := await reader.readline():
        if line == b"DATA\r\n":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 taken\r\n")
            break
        writer.write(b"250 yes\r\n")
    writer.close()


async def test_a_mail_arrives_as_it_was_composed(smtp_sink: SmtpSink) -> None:
    assert await transport_for(smtp_sink.url).send(confirmation()) is None
    [kept] = smtp_sink.wait_for(1)
    assert (kept.sender, kept.recipients) == ("hello@kiln.example", ("ana@example.org",))
    assert text_of(kept.message) == text_of(confirmation())
    assert picture_of(kept.message).get_payload(decode=True) == picture_of(confirmation()).get_payload(decode=True)


@pytest.mark.parametrize(
    ("answer", "hindrance", "status"),
    [
        ("451 4.3.0 Later", Hindrance.DEFERRED, "451 4.3.0"),
        ("452 No room", Hindrance.DEFERRED, "452"),
        ("554 5.6.0 Never", Hindrance.REFUSED, "554 5.6.0"),
        ("554 5.7.1 This is spam", Hindrance.REFUSED, "554 5.7.1"),
    ],
)
async def test_what_an_answer_to_the_content_means(answer: str, hindrance: Hindrance, status: str) -> None:
    server = MailServer(data_answer=answer)
    assert await sent_to(server) == Undelivered(hindrance, answer, status)
    assert server.mails == []


@pytest.mark.parametrize(
    ("answer", "hindrance", "status"),
    [
        ("450 4.2.1 Busy", Hindrance.DEFERRED, "450 4.2.1"),
        ("550 5.1.1 <ana@example.org> Nobody", Hindrance.REFUSED, "550 5.1.1"),
        ("550 Nobody", Hindrance.REFUSED, "550"),
        ("554 5.7.1 Relay access denied", Hindrance.DEFERRED, "554 5.7.1"),
    ],
)
async def test_what_an_answer_to_the_recipient_means(answer: str, hindrance: Hindrance, status: str) -> None:
    """A forgotten password shows as "relaying denied" for everybody: that is not the end of every mail."""
    assert await sent_to(MailServer(recipient_answer=answer)) == Undelivered(hindrance, answer, status)


@pytest.mark.parametrize(
    ("answer", "hindrance"),
    [
        ("550 5.7.1 Not your address", Hindrance.SETUP),
        ("530 5.7.0 Sign in first", Hindrance.SETUP),
        ("451 4.3.2 Not now", Hindrance.AWAY),
    ],
)
async def test_an_answer_to_our_own_address_is_about_every_mail(answer: str, hindrance: Hindrance) -> None:
    undelivered = await sent_to(MailServer(sender_answer=answer))
    assert undelivered is not None
    assert undelivered.hindrance is hindrance


async def test_a_server_that_is_not_there_is_away() -> None:
    undelivered = await transport_for(f"smtp://127.0.0.1:{free_port()}").send(sign_in())
    assert undelivered is not None
    assert undelivered.hindrance is Hindrance.AWAY


@pytest.mark.parametrize(
    ("greeting", "hindrance"),
    [
        (b"421 4.3.2 Closing\r\n", Hindrance.AWAY),
        (b"554 5.7.1 No mail from you\r\n", Hindrance.SETUP),
        (b"", Hindrance.AWAY),
    ],
)
async def test_a_server_that_will_not_begin_has_not_seen_the_mail(greeting: bytes, hindrance: Hindrance) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        undelivered = await transport_for(f"smtp://127.0.0.1:{port}").send(sign_in())
    assert undelivered is not None
    assert undelivered.hindrance is hindrance


async def test_a_server_that_hangs_up_before_its_answer_may_have_the_mail() -> None:
    server = MailServer(hangs_up_after_data=1)
    undelivered = await sent_to(server)
    assert undelivered is not None
    assert (undelivered.hindrance, len(server.mails)) == (Hindrance.DEFERRED, 1)


async def test_a_server_that_vanishes_after_its_yes_has_the_mail() -> None:
    """What becomes of the goodbye says nothing of the mail."""
    async with await asyncio.start_server(yes_and_gone, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await transport_for(f"smtp://127.0.0.1:{port}").send(sign_in()) is None


async def test_a_wrong_password_is_our_own_set_up() -> None:
    server = MailServer(lets_in=False)
    with open_mail_server(server):
        undelivered = await transport_for(f"smtp://ana:wrong@127.0.0.1:{server.port}").send(sign_in())
    assert undelivered is not None
    assert (undelivered.hindrance, undelivered.status, server.mails) == (Hindrance.SETUP, "535 5.7.8", [])


async def test_starttls_is_taken_where_it_is_offered(tmp_path: Path) -> None:
    with open_mail_server(MailServer(), tls_context=self_signed(tmp_path)) as server:
        assert await transport_for(f"smtp://127.0.0.1:{server.port}").send(sign_in()) is None
    assert server.were_encrypted == [True]


async def test_a_server_without_starttls_gets_the_mail_in_clear() -> None:
    with open_mail_server(MailServer()) as server:
        assert await transport_for(f"smtp://127.0.0.1:{server.port}").send(sign_in()) is None
    assert server.were_encrypted == [False]


async def test_smtps_is_encrypted_from_the_first_byte(tmp_path: Path) -> None:
    with open_mail_server(MailServer(), ssl_context=self_signed(tmp_path)) as server:
        assert await transport_for(f"smtps://127.0.0.1:{server.port}").send(sign_in()) is None
    assert server.recipients == ["ana@example.org"]


async def test_a_user_and_a_password_log_in_as_they_were_before_they_were_quoted() -> None:
    with open_mail_server(MailServer()) as server:
        assert await transport_for(f"smtp://ana%40kiln:p%3Aw%2Fd@127.0.0.1:{server.port}").send(sign_in()) is None
    assert server.logins == [("ana@kiln", "p:w/d")]


async def test_a_password_does_not_leave_this_machine_in_clear() -> None:
    with open_mail_server(MailServer()) as server:
        undelivered = await transport_for(f"smtp://ana:pw@{NOT_LOOPBACK}:{server.port}").send(sign_in())
    assert undelivered is not None
    assert undelivered.hindrance is Hindrance.SETUP
    assert (server.logins, server.senders) == ([], [])


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(tmp_path: Path) -> None:
    with open_mail_server(MailServer(), tls_context=self_signed(tmp_path)) as server:
        undelivered = await transport_for(f"smtp://ana:pw@{NOT_LOOPBACK}:{server.port}").send(sign_in())
    assert undelivered is not None
    assert undelivered.hindrance is Hindrance.SETUP
    assert (server.logins, server.senders) == ([], [])


@pytest.mark.parametrize(("url", "port"), [("smtp://mail.example", 25), ("smtps://mail.example", 465)])
def test_a_server_without_a_port_has_the_usual_one(url: str, port: int) -> None:
    transport = transport_for(url)
    assert isinstance(transport, SmtpTransport)
    assert (transport.port, transport.username) == (port, None)
