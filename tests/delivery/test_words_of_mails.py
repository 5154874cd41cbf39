"""The words of the mails about classes: what happened, what it means, what can be done (R4, R34, R36, R38, R39)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from server.contract.mail import Mail, PassChange, PunchTold
from tests.delivery.samples import (
    AUTO_CANCELLATION,
    BOOKED,
    CANCELLATION,
    CLASS_CANCELLED,
    CLASS_MOVED,
    COURSE_BOOKED,
    MISSED_YOU,
    PASS_CHANGED,
    PASS_CODE,
    REINSTATED,
    REMINDER,
    composed,
    picture_of,
    seen_in,
    text_of,
    with_facts,
)

LETTERS = "FUCS DEPV UHXV HLII XHTL DFXT I"
OF_THE_CODE = f"https://studio.example/c/{PASS_CODE}"
NEW_YORK = ZoneInfo("America/New_York")


def in_both(message: EmailMessage, said: str) -> bool:
    """Whether plain text and HTML say it; apostrophes and dashes are typed here as keyboards have them."""
    plain = " ".join(text_of(message).split())
    return all(said in text.replace("\u2019", "'").replace("\u2013", "-") for text in (plain, seen_in(message)))


@pytest.mark.parametrize(
    ("mail", "subject"),
    [
        (REMINDER, "Reminder: Wheel throwing, Thu 5 Mar, 16:00"),
        (CANCELLATION, "Cancelled: Wheel throwing, Thu 5 Mar, 16:00"),
        (CLASS_CANCELLED, "Class cancelled: Wheel throwing, Thu 5 Mar, 16:00"),
        (CLASS_MOVED, "New time: Wheel throwing, Thu 5 Mar, 16:00"),
        (MISSED_YOU, "We missed you: Wheel throwing, Thu 26 Feb"),
        (AUTO_CANCELLATION, "Released after a missed class: 2 bookings at Kiln & Co"),
        (REINSTATED, "Your bookings are back: Kiln & Co"),
        (COURSE_BOOKED, "Your course is booked: Wheel throwing, spring"),
        (PASS_CHANGED, "Cancelled: 2 bookings at Kiln & Co"),
    ],
    ids=lambda given: "" if isinstance(given, str) else type(given).__name__,
)
def test_a_subject_says_what_happened(mail: Mail, subject: str) -> None:
    assert composed(mail)["Subject"] == subject


def test_a_reminder_has_all_that_is_needed_at_the_door() -> None:
    message = composed(REMINDER)
    for said in ("Thu 5 Mar, 16:00-18:00", "Wheel throwing", "Room 2", "with Maya", "Check-in opens at 14:00"):
        assert in_both(message, said)
    assert LETTERS in text_of(message)
    assert OF_THE_CODE in text_of(message)
    assert picture_of(message).get_content_disposition() == "inline"


def test_a_reminder_whose_code_cannot_be_drawn_again_still_reminds() -> None:
    """R43: the code that the customer has still works; only its picture is lost."""
    message = composed(with_facts(REMINDER, pass_code=None))
    assert in_both(message, "Bring the QR of your booking.")
    assert "https://studio.example/reservations/7" in text_of(message)
    assert message.get_content_type() == "multipart/alternative"
    assert "image/png" not in {part.get_content_type() for part in message.walk()}


@pytest.mark.parametrize(
    ("punch", "said"),
    [(PunchTold.NOT_TAKEN, "No punch was taken: it is free for another class."), (PunchTold.NOT_COUNTED, None)],
)
def test_a_cancellation_says_what_became_of_the_punch(punch: PunchTold, said: str | None) -> None:
    message = composed(replace(CANCELLATION, punch=punch))
    assert in_both(message, said or "cancelled")
    assert ("punch" in text_of(message)) is (said is not None)
    assert "https://studio.example/book?pass=3" in text_of(message)


@pytest.mark.parametrize(
    ("punch", "said"),
    [
        (PunchTold.NOT_TAKEN, "No punch was taken"),
        (PunchTold.RETURNED, "Your punch is back on your pass"),
        (PunchTold.NOT_COUNTED, None),
    ],
)
def test_a_class_that_the_studio_cancels_costs_nothing_and_says_why(punch: PunchTold, said: str | None) -> None:
    message = composed(replace(CLASS_CANCELLED, punch=punch))
    assert in_both(message, "The reason: The kiln is broken.")
    assert in_both(message, said or "We are sorry.")
    assert ("punch" in text_of(message)) is (said is not None)


def test_a_class_cancelled_without_a_reason_leaves_no_gap() -> None:
    assert "reason" not in text_of(composed(replace(CLASS_CANCELLED, reason="")))


def test_a_moved_class_has_both_times_and_a_way_out() -> None:
    message = composed(CLASS_MOVED)
    for said in (
        "Thu 5 Mar, 16:00-18:00",
        "It was planned for Wed 4 Mar at 14:00",
        "the QR of your booking stays valid",
    ):
        assert in_both(message, said)
    assert OF_THE_CODE in text_of(message)


def test_who_was_missed_is_told_until_when_and_what_would_be_released() -> None:
    """R34: 17:00 UTC is 18:00 at the studio."""
    message = composed(MISSED_YOU)
    for said in (
        "Thu 26 Feb, 16:00-18:00",
        "by Mon 2 Mar at 18:00",
        "these bookings are released",
        "Thu 5 Mar, 16:00-18:00",
        "Thu 12 Mar, 16:00-18:00",
        "One punch was taken",
    ):
        assert in_both(message, said)


def test_who_was_missed_and_has_nothing_booked_reads_of_nothing_released() -> None:
    message = composed(replace(MISSED_YOU, would_fall=(), punch=PunchTold.NOT_COUNTED))
    assert in_both(message, "by Mon 2 Mar at 18:00")
    assert "released" not in text_of(message) + seen_in(message)
    assert "punch" not in text_of(message) + seen_in(message)


def test_a_deadline_is_in_the_studios_own_time() -> None:
    """R4."""
    assert "by Mon 2 Mar at 12:00" in text_of(composed(with_facts(MISSED_YOU, zone=NEW_YORK)))


def test_a_release_says_what_happened_without_blame_and_the_way_back() -> None:
    message = composed(AUTO_CANCELLATION)
    for said in (
        "Thursday's class was missed, so the bookings after it were released",
        "Thu 5 Mar, 16:00-18:00",
        "Thu 12 Mar, 16:00-18:00",
        "The missed class: Wheel throwing, Thu 26 Feb, 16:00-18:00",
        "One punch was taken for it, and none for what was released.",
        "Just answer this mail",
    ):
        assert in_both(message, said)
    assert "https://studio.example/book?pass=3" in text_of(message)
    assert "You " not in text_of(message).replace("You can book again", "")


@pytest.mark.parametrize(("punch", "said"), [(PunchTold.NOT_TAKEN, "No punch was taken."), (PunchTold.NOT_COUNTED, "")])
def test_a_release_says_what_the_missed_class_cost(punch: PunchTold, said: str) -> None:
    message = composed(replace(AUTO_CANCELLATION, punch=punch))
    assert in_both(message, said)
    assert ("punch" in text_of(message)) is bool(said)


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (replace(AUTO_CANCELLATION, released=(BOOKED,)), "so the booking after it was released"),
        (replace(REINSTATED, bookings=(BOOKED,)), "this place is yours again"),
        (replace(REINSTATED, bookings=(BOOKED,)), "Can't make it?"),
        (replace(MISSED_YOU, would_fall=(BOOKED,)), "this booking is released"),
        (
            replace(COURSE_BOOKED, bookings=(BOOKED,)),
            "this class comes with Wheel throwing, spring",
        ),
        (replace(PASS_CHANGED, cancelled=(BOOKED,)), "so a booking that it does not cover was cancelled"),
    ],
)
def test_one_booking_is_spoken_of_as_one(mail: Mail, said: str) -> None:
    assert in_both(composed(mail), said)


def test_a_release_at_the_studios_midnight_has_the_studios_weekday() -> None:
    """02:30 UTC on Friday is Thursday evening in New York."""
    missed_at = datetime(2026, 2, 27, 2, 30, tzinfo=UTC)
    missed = replace(AUTO_CANCELLATION.missed, starts_at=missed_at, ends_at=missed_at + timedelta(hours=2))
    mail = replace(with_facts(AUTO_CANCELLATION, zone=NEW_YORK), missed=missed)
    assert in_both(composed(mail), "Thursday's class was missed")


def test_what_is_back_is_listed_with_a_link_each() -> None:
    other = replace(BOOKED, reservation_id=8, pass_code=None)
    message = composed(replace(REINSTATED, bookings=(BOOKED, other)))
    assert OF_THE_CODE in text_of(message)
    assert "https://studio.example/reservations/8" in text_of(message)
    assert in_both(message, "The QR that you had works again, too.")


def test_a_course_is_confirmed_with_each_of_its_classes() -> None:
    """R12."""
    message = composed(COURSE_BOOKED)
    for said in ("Thu 5 Mar, 16:00-18:00", "Thu 12 Mar, 16:00-18:00", "these classes come with Wheel throwing, spring"):
        assert in_both(message, said)
    assert text_of(message).count(OF_THE_CODE) == 2


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (PassChange.FROZEN, "your pass 8-punch pass is frozen from Wed 4 Mar to Fri 13 Mar, so the bookings"),
        (PassChange.SHORTENED, "your pass 8-punch pass now ends on Fri 13 Mar, so the bookings"),
        (PassChange.CANCELLED, "your pass 8-punch pass was cancelled, so the bookings"),
    ],
)
def test_what_a_pass_no_longer_covers_is_listed_with_the_reason(why: PassChange, said: str) -> None:
    """R8."""
    message = composed(replace(PASS_CHANGED, why=why))
    for words in (said, "Thu 5 Mar, 16:00-18:00", "Thu 12 Mar, 16:00-18:00", "No punch was taken."):
        assert in_both(message, words)


def test_a_pass_without_punches_is_told_nothing_of_them() -> None:
    """R11."""
    message = composed(replace(PASS_CHANGED, punch=PunchTold.NOT_COUNTED, first=None, last=None))
    assert "No punch" not in text_of(message)
