"""A reservation on the wire, and what is sent to make or change one (`api.md`)."""

import msgspec
import pytest

from server.contract.reservations import (
    AvailableSession,
    Calendar,
    Reservation,
    ReserveRequest,
    SelfCheckInRequest,
    StaffCheckInRequest,
    StaffMethod,
    UndoRequest,
)
from tests.contract.wire import is_taken, names_of, sent

BOOK = {"registrationId": 1, "sessionId": 2}
RESERVATION = """
    id registrationId sessionId stepId reservationStatus reservedAt checkedInAt checkedInBy attendedAt
    noShowDetectedAt cancelledAt autoCancelledAt studioId timezone courseName stepTitle isMakeup room
    startsAt endsAt selfCheckInOpensAt selfCheckInClosesAt code qrUrl
"""
AVAILABLE = """
    sessionId courseId courseName stepId isMakeup startsAt endsAt localDate localStart capacity seatsLeft
    reservable refusal opensAt
"""


def test_a_reservation_has_the_fields_of_the_page() -> None:
    """`api.md`, Reservation; more may be added, none may go."""
    assert set(RESERVATION.split()) <= set(names_of(Reservation))


def test_an_available_session_has_the_fields_of_the_page() -> None:
    """`api.md`; the waitlist's come with R40."""
    assert set(AVAILABLE.split()) <= set(names_of(AvailableSession))
    assert names_of(Calendar) == ["sessions", "reservations"]


def test_booking_names_pass_and_session_and_for_a_makeup_the_part() -> None:
    """R17: `{registrationId, sessionId, stepId?}`."""
    assert sent(ReserveRequest, BOOK) == ReserveRequest(registration_id=1, session_id=2, step_id=None)
    assert sent(ReserveRequest, {**BOOK, "stepId": 3}).step_id == 3


@pytest.mark.parametrize("field", ["registrationId", "sessionId", "stepId"])
@pytest.mark.parametrize("value", [0, -1, 2**31, "1", 1.5, [1]])
def test_an_id_that_cannot_be_is_refused(field: str, value: object) -> None:
    """`api.md`, "Malformed"."""
    with pytest.raises(msgspec.ValidationError):
        sent(ReserveRequest, {**BOOK, field: value})


@pytest.mark.parametrize("body", [{"registrationId": 1}, {"sessionId": 2}, {**BOOK, "status": "PENDING"}, []])
def test_a_booking_of_another_shape_is_refused(body: object) -> None:
    """`api.md`, "Malformed"."""
    with pytest.raises(msgspec.ValidationError):
        sent(ReserveRequest, body)


def test_a_phone_sends_the_digits_at_the_door_or_nothing() -> None:
    """R30: whether they are right is the rule's to say."""
    assert sent(SelfCheckInRequest, {}).door_code is None
    assert sent(SelfCheckInRequest, {"doorCode": " 123 456 "}).door_code == " 123 456 "
    taken = [
        digits
        for digits in ("1" * 20, "1" * 21, 123456, "12345\x00")
        if is_taken(SelfCheckInRequest, {"doorCode": digits})
    ]
    assert taken == ["1" * 20]


def test_staff_check_in_from_the_roster_and_take_the_punch_unless_they_say_otherwise() -> None:
    """R24."""
    usual = sent(StaffCheckInRequest, {})
    assert (usual.reason, usual.waive_punch, usual.method) == (None, False, StaffMethod.ROSTER)
    asked = sent(StaffCheckInRequest, {"reason": "came by bus", "waivePunch": True, "method": "NAME"})
    assert (asked.reason, asked.waive_punch, asked.method) == ("came by bus", True, StaffMethod.NAME)


@pytest.mark.parametrize("method", ["NAME", "ROSTER", "QR", "CODE", "PHONE", "BULK", "OFFLINE"])
def test_staff_find_a_reservation_by_name_roster_or_code(method: str) -> None:
    """R24: what only a phone, a bulk or an upload does is not theirs to say."""
    assert is_taken(StaffCheckInRequest, {"method": method}) is (method in {"NAME", "ROSTER", "QR", "CODE"})


@pytest.mark.parametrize("change", [{"method": "MAGIC"}, {"waivePunch": 1}, {"reason": " "}, {"punches": 0}])
def test_a_check_in_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """R24: a reason of blanks is none."""
    assert not is_taken(StaffCheckInRequest, change)


def test_an_undo_may_give_a_reason() -> None:
    """R29."""
    assert sent(UndoRequest, {}).reason is None
    assert sent(UndoRequest, {"reason": "wrong Ana"}).reason == "wrong Ana"
    assert not is_taken(UndoRequest, {"reason": ""})
