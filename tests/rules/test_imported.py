"""What becomes of an old reservation, of its punch, and of a wall time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from server.rules.imported import ImportedClass, fits_status, instant_of, punch_taken, status_now, status_of_old
from server.rules.punches import PunchChange
from server.rules.vocabulary import PunchKind, ReservationStatus

PENDING, CHECKED_IN, ATTENDED, NO_SHOW, CANCELLED, AUTO_CANCELLED = ReservationStatus
STARTS = datetime(2026, 3, 2, 21, tzinfo=UTC)
CLASS = ImportedClass(STARTS, STARTS + timedelta(hours=2))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (STARTS - SECOND, PENDING),
        (STARTS, PENDING),
        (CLASS.ends_at - SECOND, PENDING),
        (CLASS.ends_at, NO_SHOW),
        (CLASS.ends_at + SECOND, NO_SHOW),
    ],
)
def test_an_old_reservation_that_nobody_attended_was_missed_when_its_class_has_ended(
    now: datetime, status: ReservationStatus
) -> None:
    """Until then its customer may come; R32 settles at the end."""
    assert status_of_old(CLASS, now, attended=False, cancelled=False) is status
    assert status_now(PENDING, CLASS, now) is status


def test_attended_and_cancelled_are_what_they_are_at_any_time() -> None:
    for now in (STARTS - SECOND, CLASS.ends_at + SECOND):
        assert status_of_old(CLASS, now, attended=True, cancelled=False) is ATTENDED
        assert status_of_old(CLASS, now, attended=False, cancelled=True) is CANCELLED


def test_a_class_that_the_studio_has_cancelled_has_no_seats() -> None:
    called_off = replace(CLASS, is_cancelled=True)
    assert status_of_old(called_off, STARTS, attended=True, cancelled=False) is CANCELLED
    assert status_of_old(called_off, CLASS.ends_at, attended=False, cancelled=False) is CANCELLED
    assert status_now(PENDING, called_off, CLASS.ends_at) is CANCELLED


def test_every_status_but_pending_stays_whatever_the_time() -> None:
    for status, now in product(set(ReservationStatus) - {PENDING}, (STARTS, CLASS.ends_at)):
        assert status_now(status, CLASS, now) is status


def test_who_has_arrived_has_paid_and_who_was_absent_only_where_the_file_says_so() -> None:
    """R9: the live consumption by which a later correction is reckoned."""
    paid, waived = PunchChange(PunchKind.CHECK_IN, -1), PunchChange(PunchKind.WAIVE, 0)
    for status in (CHECKED_IN, ATTENDED):
        assert punch_taken(status, None) == paid
        assert punch_taken(status, PunchKind.CHECK_IN) == paid
        assert punch_taken(status, PunchKind.WAIVE) == waived
    assert punch_taken(NO_SHOW, None) is None
    assert punch_taken(NO_SHOW, PunchKind.NO_SHOW) == PunchChange(PunchKind.NO_SHOW, -1)
    assert [punch_taken(status, None) for status in (PENDING, CANCELLED, AUTO_CANCELLED)] == [None] * 3


def test_only_these_punches_fit_these_statuses() -> None:
    fitting = {pair for pair in product(PunchKind, ReservationStatus) if fits_status(*pair)}
    assert fitting == {
        (PunchKind.CHECK_IN, CHECKED_IN),
        (PunchKind.CHECK_IN, ATTENDED),
        (PunchKind.WAIVE, CHECKED_IN),
        (PunchKind.WAIVE, ATTENDED),
        (PunchKind.NO_SHOW, NO_SHOW),
    }


@pytest.mark.parametrize(
    ("wall_time", "zone", "instant"),
    [
        ("2026-03-02T16:00", "America/New_York", "2026-03-02T21:00+00:00"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30+00:00"),  # twice: the first
        ("2026-03-08T02:30", "America/New_York", None),
        ("2026-03-08T03:00", "America/New_York", "2026-03-08T07:00+00:00"),
        ("2026-03-29T01:30", "Europe/London", None),
        ("2026-10-25T01:30", "Europe/London", "2026-10-25T00:30+00:00"),
        ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45+00:00"),
        ("2011-12-30T12:00", "Pacific/Apia", None),  # a day that never was
        ("2026-03-02T16:00", "Asia/Kolkata", "2026-03-02T10:30+00:00"),
    ],
)
def test_a_wall_time_is_an_instant_of_the_studios_zone(wall_time: str, zone: str, instant: str | None) -> None:
    """R3: what comes twice is the first, what the clocks skip is none."""
    found = instant_of(datetime.fromisoformat(wall_time), ZoneInfo(zone))
    assert found == (None if instant is None else datetime.fromisoformat(instant))
