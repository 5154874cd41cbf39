"""A roster marked at one go, and a class's absences, on the wire (`api.md`, "Staff")."""

import msgspec
import pytest

from server.contract.attendance import (
    MOST_ITEMS,
    AttendanceItem,
    AttendanceRequest,
    AttendanceResult,
    AttendanceResults,
    SessionNoShow,
)
from server.rules.vocabulary import AttendanceStatus, AutoCancel, ReservationStatus
from tests.contract.wire import is_taken, names_of, sent

ITEM = {"reservationId": 1, "status": "ATTENDED"}


def test_items_are_sent_each_with_its_status() -> None:
    asked = sent(AttendanceRequest, {"items": [ITEM], "reason": "paper list"})
    assert asked.items == [AttendanceItem(reservation_id=1, status=AttendanceStatus.ATTENDED)]
    assert (asked.all, asked.reason) == (None, "paper list")


def test_all_is_sent_as_one_status() -> None:
    asked = sent(AttendanceRequest, {"all": "NO_SHOW"})
    assert (asked.items, asked.all, asked.reason) == (None, AttendanceStatus.NO_SHOW, None)


@pytest.mark.parametrize(
    "body", [{}, {"items": None}, {"items": [ITEM], "all": "ATTENDED"}, {"items": [], "all": "ATTENDED"}, []]
)
def test_a_body_says_either_which_or_all(body: object) -> None:
    assert not is_taken(AttendanceRequest, body)


def test_a_null_is_as_if_it_were_left_out() -> None:
    assert is_taken(AttendanceRequest, {"items": None, "all": "CHECKED_IN", "reason": None})


@pytest.mark.parametrize("status", [*ReservationStatus, "present", "", None, 1])
def test_staff_mark_arrivals_and_absences_and_nothing_else(status: object) -> None:
    """§6."""
    is_markable = status in {"CHECKED_IN", "ATTENDED", "NO_SHOW"}
    assert is_taken(AttendanceRequest, {"items": [{**ITEM, "status": status}]}) is is_markable
    assert is_taken(AttendanceRequest, {"all": status}) is is_markable


def test_two_hundred_items_are_the_most() -> None:
    """`api.md`: a list has 200 at most."""
    taken = [n for n in (0, MOST_ITEMS, MOST_ITEMS + 1) if is_taken(AttendanceRequest, {"items": [ITEM] * n})]
    assert taken == [0, MOST_ITEMS] == [0, 200]


@pytest.mark.parametrize(
    "change",
    [{"reservationId": 0}, {"reservationId": 2**31}, {"reservationId": "1"}, {"seat": 1}],
)
def test_an_item_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """`api.md`, "Malformed"."""
    with pytest.raises(msgspec.ValidationError):
        sent(AttendanceRequest, {"items": [{**ITEM, **change}]})


@pytest.mark.parametrize("reason", ["", " ", "x" * 501, "a\x00b", 7])
def test_a_reason_of_another_shape_is_refused(reason: object) -> None:
    assert not is_taken(AttendanceRequest, {"all": "ATTENDED", "reason": reason})


def test_each_item_is_answered_with_where_it_stands() -> None:
    """`api.md`: `{results: [{reservationId, ok, reservationStatus, code?}]}`."""
    assert names_of(AttendanceResults) == ["results"]
    assert names_of(AttendanceResult) == ["reservationId", "ok", "reservationStatus", "code"]


def test_an_absence_says_what_it_does_to_the_bookings_after_it() -> None:
    """`api.md`: `autoCancel`: due (when), done, excused, never."""
    assert {"reservation", "autoCancel", "dueAt"} <= set(names_of(SessionNoShow))
    assert [word.value for word in AutoCancel] == ["due", "done", "excused", "never"]
