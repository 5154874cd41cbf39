"""The tests' mail server keeps mails as they came, and refuses them when told to."""

from email.message import EmailMessage

import aiosmtplib
import pytest

from tests.parts.smtp_sink import SmtpSink


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "studio@example.org", "ana@example.org", "Töpfern am Dienstag"
    message.set_content("See you.\n")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<qr>")
    return message


async def send(sink: SmtpSink) -> None:
    host, _, port = sink.url.removeprefix("smtp://").partition(":")
    await aiosmtplib.send(mail(), hostname=host, port=int(port))


async def test_a_mail_is_kept_as_it_was_sent(smtp_sink: SmtpSink) -> None:
    await send(smtp_sink)
    (kept,) = smtp_sink.wait_for(1)
    assert (kept.sender, kept.recipients) == ("studio@example.org", ("ana@example.org",))
    assert kept.message["Subject"] == "Töpfern am Dienstag"
    picture = next(kept.message.iter_attachments())
    assert (picture["Content-ID"], picture.get_payload(decode=True)) == ("<qr>", b"\x89PNG")


async def test_a_refused_mail_is_not_kept_and_the_next_one_is(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse("451 4.3.0 Try again later")
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await send(smtp_sink)
    assert refused.value.code == 451
    assert smtp_sink.mails == []
    smtp_sink.accept()
    await send(smtp_sink)
    assert len(smtp_sink.mails) == 1
