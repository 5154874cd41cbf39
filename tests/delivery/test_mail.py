"""What a sign-in code and a confirmation say, and how a mail is built (R4, R39)."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image

from server.delivery.addresses import WrongAddressError
from tests.delivery.samples import (
    PASS_CODE,
    SIGN_IN,
    composed,
    confirmation,
    html_of,
    over_the_wire,
    picture_of,
    seen_in,
    sign_in,
    text_of,
)

LETTERS = "FUCS DEPV UHXV HLII XHTL DFXT I"


def test_the_sign_in_code_is_alone_on_a_line_of_the_plain_part() -> None:
    assert "\n482913\n" in text_of(sign_in(code="482913"))


def test_the_sign_in_code_is_alone_on_a_line_of_the_raw_mail_too() -> None:
    assert b"\r\n482913\r\n" in sign_in(code="482913").as_bytes()


def test_the_sign_in_code_stays_out_of_the_subject() -> None:
    """Mail servers log subjects, and a locked phone shows them."""
    message = sign_in(code="482913")
    assert message["Subject"] == "Your sign-in code for Kiln & Co"
    assert "482913" not in "".join(f"{name}: {value}" for name, value in message.items())


def test_a_sign_in_mail_says_how_long_its_code_lives() -> None:
    message = sign_in(minutes=10)
    assert "within 10 minutes" in text_of(message)
    assert "within 10 minutes" in html_of(message)


def test_a_mail_is_plain_text_and_html_side_by_side() -> None:
    message = over_the_wire(sign_in())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_qr_of_a_confirmation_is_inside_the_mail_beside_its_html() -> None:
    plain, related = over_the_wire(confirmation()).iter_parts()
    html, picture = related.iter_parts()
    assert (plain.get_content_type(), related.get_content_type()) == ("text/plain", "multipart/related")
    assert (html.get_content_type(), picture.get_content_type()) == ("text/html", "image/png")
    assert picture.get_content_disposition() == "inline"
    assert f"cid:{picture['Content-ID'].strip('<>')}" in html.get_content()


def test_the_qr_of_a_confirmation_opens_the_reservation() -> None:
    png = picture_of(confirmation()).get_payload(decode=True)
    assert isinstance(png, bytes)
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert found.text == f"HTTPS://STUDIO.EXAMPLE/C/{PASS_CODE}"


@pytest.mark.parametrize(
    "said",
    [
        "Ana Ruiz",
        "Kiln & Co",
        "Wheel throwing",
        "Part 2: Opening",
        "Thu 5 Mar",
        "16:00\u201318:00",
        "Room 2",
        "with Maya",
        LETTERS,
        f"https://studio.example/c/{PASS_CODE}",
        "Check-in opens at 14:00",
        "ancel",
        "Europe/Berlin",
    ],
)
def test_both_parts_of_a_confirmation_say_what_was_booked(said: str) -> None:
    message = confirmation()
    assert said in text_of(message)
    assert said in seen_in(message) + html_of(message)


def test_the_subject_of_a_confirmation_says_what_and_when() -> None:
    assert confirmation()["Subject"] == "Booked: Wheel throwing, Thu 5 Mar, 16:00"


def test_times_are_the_studios_and_not_the_servers() -> None:
    """R4: 15:00 UTC is 10:00 in New York."""
    message = confirmation(zone=ZoneInfo("America/New_York"))
    assert "10:00\u201312:00" in text_of(message)
    assert "America/New_York" in text_of(message)


def test_a_class_of_the_same_day_has_its_date_and_is_not_called_today() -> None:
    """The mail may be read tomorrow."""
    today = datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert "Mon 2 Mar, 16:00" in text_of(confirmation(starts_at=today, ends_at=today + timedelta(hours=2)))


def test_a_class_of_another_year_says_so() -> None:
    starts_at = datetime(2027, 1, 7, 15, tzinfo=UTC)
    assert "Thu 7 Jan 2027" in text_of(confirmation(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)))


def test_a_check_in_that_opens_the_day_before_says_its_day() -> None:
    message = confirmation(check_in_opens_at=datetime(2026, 3, 4, 22, tzinfo=UTC))
    assert "Check-in opens Wed 4 Mar at 23:00" in text_of(message)


def test_what_a_class_lacks_leaves_no_gap() -> None:
    message = confirmation(part_title=None, room=None, instructor=None)
    assert "Wheel throwing\nThu 5 Mar, 16:00\u201318:00\n\nAt the door" in text_of(message)
    assert "None" not in text_of(message) + html_of(message)
    assert "·" not in html_of(message)


def test_answers_to_a_confirmation_go_to_the_studio() -> None:
    assert confirmation(studio_email="desk@kiln.example")["Reply-To"] == "desk@kiln.example"


@pytest.mark.parametrize("studio_email", [None, "", "no address", "a@b.example\r\nBcc: eve@example.org"])
def test_a_studio_without_a_usable_address_still_confirms(studio_email: str | None) -> None:
    message = confirmation(studio_email=studio_email)
    assert message["Reply-To"] is None
    assert message["Bcc"] is None


def test_a_mail_names_its_sender_its_recipient_and_its_instant() -> None:
    message = over_the_wire(composed(SIGN_IN, to="ana@example.org"))
    assert message["From"] == "Kiln & Co <hello@kiln.example>"
    assert message["To"] == "ana@example.org"
    assert message["Date"].datetime == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert message["Auto-Submitted"] == "auto-generated"


def test_every_try_of_a_message_has_the_same_message_id() -> None:
    """R39: at least once; a mail reader shows two of the same only once."""
    assert composed(SIGN_IN)["Message-ID"] == "<20260302T090000-000042@kiln.example>"


def test_a_mail_to_no_address_is_refused() -> None:
    with pytest.raises(WrongAddressError):
        composed(SIGN_IN, to="ana@example.org,eve@example.org")


def test_names_in_any_script_arrive_as_they_are() -> None:
    message = over_the_wire(confirmation(customer_name="Łucja Müller-中村 🏺", course_name="Töpfern für Anfänger"))
    assert "Łucja Müller-中村 🏺" in text_of(message)
    assert "Łucja Müller-中村 🏺" in html_of(message)
    assert message["Subject"].startswith("Booked: Töpfern für Anfänger")


def test_the_raw_mail_is_ascii_in_short_lines() -> None:
    """Every relay takes it, 8BITMIME or not."""
    raw = confirmation(course_name="Töpfern " * 24, customer_name="Łucja").as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
