"""A dedupe key names an occasion: told of again it is one message, and another occasion is another (R39)."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.contract.mail import PassChange
from server.services.messages.about import (
    Addressee,
    ToldChange,
    auto_cancellation_of,
    cancellation_of,
    class_cancelled_of,
    class_moved_of,
    confirmation_of,
    course_booked_of,
    missed_of,
    pass_changed_of,
    reinstatement_of,
    reminder_of,
    sign_in_code_of,
)
from server.services.messages.outbox import Message, MessageKind

NOW: Final = datetime(2026, 3, 2, 21, tzinfo=UTC)
LATER: Final = NOW + timedelta(microseconds=1)
DAY: Final = timedelta(days=1)
ANA: Final = Addressee("ana@example.org", 3)
CODE: Final = "482913"


def every_message(reservation_id: int) -> list[Message]:
    """One of each kind about a reservation."""
    return [
        sign_in_code_of("ana@example.org", CODE, "Kiln & Co", 10),
        confirmation_of(reservation_id, ANA),
        cancellation_of(reservation_id, ANA),
        missed_of(reservation_id, NOW, NOW, ANA),
        auto_cancellation_of(reservation_id, NOW, [reservation_id], ANA),
        reminder_of(reservation_id, NOW, ANA),
        class_cancelled_of(reservation_id, "The kiln is broken", ANA),
        class_moved_of(reservation_id, NOW, NOW + DAY, NOW, ANA),
        reinstatement_of([reservation_id], NOW, ANA),
        course_booked_of(reservation_id, [1], ANA),
        pass_changed_of([reservation_id], ToldChange(PassChange.CANCELLED), NOW, ANA),
    ]


def test_every_kind_is_made_here() -> None:
    assert {message.kind for message in every_message(7)} == set(MessageKind)


def test_no_two_occasions_share_a_key() -> None:
    """Reservation 7 and 71, and two detections, starts and moves of one."""
    messages = [
        *every_message(7),
        *every_message(71),
        missed_of(7, LATER, NOW, ANA),
        auto_cancellation_of(7, LATER, [8], ANA),
        reminder_of(7, LATER, ANA),
        class_moved_of(7, NOW, NOW + DAY, LATER, ANA),
        class_moved_of(7, NOW, NOW + 2 * DAY, NOW, ANA),
        reinstatement_of([7], LATER, ANA),
    ]
    assert len({message.dedupe_key for message in messages}) == len(messages)


def test_the_same_occasion_has_the_same_key_whoever_tells_of_it() -> None:
    """A second server, a run that resumes, and an instant in another zone's words."""
    first, second = ([one.dedupe_key for one in every_message(7)[1:]] for _ in range(2))
    assert first == second
    in_new_york = NOW.astimezone(ZoneInfo("America/New_York"))
    assert reminder_of(7, in_new_york, ANA).dedupe_key == reminder_of(7, NOW, ANA).dedupe_key


def test_a_code_is_an_occasion_of_its_own() -> None:
    one, other = (sign_in_code_of("ana@example.org", CODE, "Kiln & Co", 10) for _ in range(2))
    assert one.dedupe_key != other.dedupe_key


def test_a_key_fits_its_column() -> None:
    assert max(len(message.dedupe_key) for message in every_message(2**31 - 1)) <= 120


def test_all_but_a_code_belong_to_the_studio_and_hold_no_more_of_a_person_than_ids() -> None:
    code, *others = every_message(7)
    assert (code.studio_id, {other.studio_id for other in others}) == (None, {3})
    assert {other.recipient for other in others} == {"ana@example.org"}
    names = {name for other in others for name in other.facts}
    ids_and_times = {"reservationId", "reservationIds", "noShowId", "startsAt", "oldStartsAt", "first", "last"}
    assert names == ids_and_times | {"reason", "why"}


def test_nobody_is_missed_while_the_door_still_takes_them() -> None:
    """R32: a short class is settled before its self window closes."""
    closes_at = NOW + timedelta(hours=1)
    assert missed_of(7, NOW, closes_at, ANA).due_at == closes_at
    assert missed_of(7, NOW, NOW, ANA).due_at is None
