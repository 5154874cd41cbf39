"""Mails handed to a mail server: who got what, in clear or not, and what a refusal means."""

from pathlib import Path

import pytest

from server.delivery.transports import SmtpTransport, transport_for
from tests.delivery.mail_server import MailServer, open_mail_server, self_signed
from tests.delivery.samples import confirmation, picture_of, sign_in, text_of
from tests.parts.free_port import free_port
from tests.parts.smtp_sink import SmtpSink

NOT_LOOPBACK = "0.0.0.0"  # noqa: S104 - nobody listens there: it is this machine by a name that is not loopback


async def test_a_mail_arrives_as_it_was_composed(smtp_sink: SmtpSink) -> None:
    assert await transport_for(smtp_sink.url).send(confirmation()) is None
    [kept] = smtp_sink.wait_for(1)
    assert (kept.sender, kept.recipients) == ("hello@kiln.example", ("ana@example.org",))
    assert text_of(kept.message) == text_of(confirmation())
    assert picture_of(kept.message).get_payload(decode=True) == picture_of(confirmation()).get_payload(decode=True)


@pytest.mark.parametrize(("answer", "is_permanent"), [("451 4.3.0 Later", False), ("554 5.6.0 Never", True)])
async def test_a_refused_content_is_final_when_the_server_says_so(
    smtp_sink: SmtpSink, answer: str, *, is_permanent: bool
) -> None:
    smtp_sink.refuse(answer)
    undelivered = await transport_for(smtp_sink.url).send(sign_in())
    assert undelivered is not None
    assert (undelivered.why, undelivered.is_permanent) == (answer, is_permanent)
    assert smtp_sink.mails == []


@pytest.mark.parametrize(("answer", "is_permanent"), [("450 4.2.1 Busy", False), ("550 5.1.1 Nobody", True)])
async def test_a_refused_recipient_is_final_when_the_server_says_so(answer: str, *, is_permanent: bool) -> None:
    with open_mail_server(MailServer(recipient_answer=answer)) as server:
        undelivered = await transport_for(f"smtp://127.0.0.1:{server.port}").send(sign_in())
    assert undelivered is not None
    assert (undelivered.why, undelivered.is_permanent) == (answer, is_permanent)


async def test_a_server_that_is_away_puts_the_mail_off() -> None:
    undelivered = await transport_for(f"smtp://127.0.0.1:{free_port()}").send(sign_in())
    assert undelivered is not None
    assert not undelivered.is_permanent


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
    assert not undelivered.is_permanent
    assert (server.logins, server.senders) == ([], [])


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(tmp_path: Path) -> None:
    with open_mail_server(MailServer(), tls_context=self_signed(tmp_path)) as server:
        undelivered = await transport_for(f"smtp://ana:pw@{NOT_LOOPBACK}:{server.port}").send(sign_in())
    assert undelivered is not None
    assert not undelivered.is_permanent
    assert (server.logins, server.senders) == ([], [])


@pytest.mark.parametrize(("url", "port"), [("smtp://mail.example", 25), ("smtps://mail.example", 465)])
def test_a_server_without_a_port_has_the_usual_one(url: str, port: int) -> None:
    transport = transport_for(url)
    assert isinstance(transport, SmtpTransport)
    assert (transport.port, transport.username) == (port, None)
