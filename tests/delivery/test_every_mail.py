"""What holds for every mail: what people typed stays text, links only show, and nothing comes from the net (R44)."""

import re
from email.message import EmailMessage
from typing import Final, get_args
from urllib.parse import urlsplit

import pytest

from server.contract.mail import Mail
from tests.delivery.samples import (
    ABOUT_CLASSES,
    CLASS_CANCELLED,
    EVERY_MAIL,
    HEAD,
    SENDER,
    SIGN_IN,
    composed,
    html_of,
    over_the_wire,
    seen_in,
    text_of,
    with_facts,
)

TYPED: Final = ("studio_name", "customer_name", "course_name", "part_title", "room", "instructor", "reason")
NASTY: Final = (
    "Ana\r\nBcc: eve@example.org\r\n\r\n<script>alert(1)</script>{{ 7 * 7 }}{% raw %}\x00\u202e\u2028\x1b[31m"
)
TAMED: Final = "Ana Bcc: eve@example.org <script>alert(1)</script>{{ 7 * 7 }}{% raw %} [31m"

each_mail = pytest.mark.parametrize("mail", EVERY_MAIL, ids=lambda mail: type(mail).__name__)
each_mail_about_classes = pytest.mark.parametrize("mail", ABOUT_CLASSES, ids=lambda mail: type(mail).__name__)


def typed_everywhere(mail: Mail, text: str) -> EmailMessage:
    return over_the_wire(composed(with_facts(mail, **dict.fromkeys(TYPED, text))))


def links_of(message: EmailMessage) -> list[str]:
    in_text = re.findall(r"https?://\S+", text_of(message))
    return in_text + re.findall(r'href="([^"]*)"', html_of(message))


def test_there_is_a_sample_of_every_mail() -> None:
    assert {type(mail) for mail in EVERY_MAIL} == set(get_args(Mail))


@each_mail
def test_what_somebody_typed_makes_no_header(mail: Mail) -> None:
    message = typed_everywhere(mail, NASTY)
    assert set(message.keys()) == set(over_the_wire(composed(mail)).keys())
    assert message["To"] == "ana@example.org"
    assert len(message["Subject"].splitlines()) == 1


@each_mail
def test_what_somebody_typed_is_said_as_it_is_and_no_line_of_its_own(mail: Mail) -> None:
    message = typed_everywhere(mail, NASTY)
    assert TAMED in text_of(message)
    assert TAMED in seen_in(message)
    assert not re.search(r"^Bcc:|\u2028|\u202e|\x1b|\x00", text_of(message) + html_of(message), re.MULTILINE)


@each_mail
def test_what_somebody_typed_is_neither_markup_nor_a_template(mail: Mail) -> None:
    html = html_of(typed_everywhere(mail, NASTY))
    assert "<script>" not in html
    assert "{{ 7 * 7 }}" in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 1


@each_mail
def test_a_quote_does_not_leave_its_attribute(mail: Mail) -> None:
    html = html_of(typed_everywhere(mail, "\" onload=\"alert(1)' onload='alert(1)"))
    assert '" onload="' not in html
    assert "' onload='" not in html


@each_mail
def test_two_hundred_letters_of_any_script_arrive_whole(mail: Mail) -> None:
    name = ("שלום العربية Łucja 中村 " * 12)[:200].strip()
    message = typed_everywhere(mail, name)
    assert name in text_of(message)
    assert name in seen_in(message)


@each_mail
def test_every_raw_mail_is_ascii_in_short_lines(mail: Mail) -> None:
    """Every relay takes it, 8BITMIME or not."""
    raw = composed(with_facts(mail, **dict.fromkeys(TYPED, "Töpfern " * 24))).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@each_mail
def test_no_mail_loads_anything_from_the_net(mail: Mail) -> None:
    html = html_of(composed(mail))
    assert "src=" not in html.replace('src="cid:', "")
    assert "url(" not in html
    assert "<link" not in html


@each_mail_about_classes
def test_every_link_leads_to_a_page_that_only_shows(mail: Mail) -> None:
    """A mail's links are opened by scanners and previews too: nothing may come of it."""
    links = [link for link in links_of(composed(mail)) if not link.startswith("mailto:")]
    assert links
    for link in links:
        address = urlsplit(link)
        assert f"{address.scheme}://{address.netloc}" == HEAD.public_url
        assert re.fullmatch(r"/c/[A-Z]{25}|/book|/classes|/reservations/\d+", address.path)


@each_mail_about_classes
def test_every_mail_says_whose_times_they_are_and_whom_it_greets(mail: Mail) -> None:
    message = composed(mail)
    for said in (text_of(message), seen_in(message)):
        assert "Europe/Berlin" in said
        assert "Hello Ana Ruiz" in said
        assert "None" not in said


@each_mail_about_classes
def test_an_answer_goes_to_the_studio(mail: Mail) -> None:
    assert composed(mail)["Reply-To"] == "desk@kiln.example"


@each_mail_about_classes
@pytest.mark.parametrize("studio_email", [None, "", "no address", "a@b.example\r\nBcc: eve@example.org"])
def test_where_the_studio_has_no_usable_address_nobody_is_asked_to_answer(mail: Mail, studio_email: str | None) -> None:
    message = composed(with_facts(mail, studio_email=studio_email))
    assert message["Reply-To"] is None
    assert message["Bcc"] is None
    assert "answer this mail" not in text_of(message) + seen_in(message)
    assert "mailto:" not in html_of(message)


def test_nobody_answers_a_sign_in_code() -> None:
    message = composed(SIGN_IN)
    assert message["Reply-To"] is None
    assert str(message["From"]) == str(SENDER)


def test_a_reason_of_five_hundred_letters_is_told_whole() -> None:
    reason = ("The kiln is broken. " * 25).strip()
    message = over_the_wire(composed(with_facts(CLASS_CANCELLED, reason=reason)))
    assert reason in text_of(message)
    assert reason in seen_in(message)
