"""R32-R34: what the sweep settles, when an absence acts, what falls, and which night is due."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from server.rules.absence import Absence, falls, is_to_settle, latest_night, next_night_at
from server.rules.check_in_window import SelfWindow
from server.rules.vocabulary import AutoCancel, ReservationStatus
from tests.rules.nights_of_change import NIGHTS_OF_CHANGE

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
STARTS_AT = datetime(2026, 3, 2, 21, tzinfo=UTC)
WINDOW = SelfWindow(STARTS_AT - 2 * HOUR, STARTS_AT + 2 * HOUR)
P, C = ReservationStatus.PENDING, ReservationStatus.CHECKED_IN


@pytest.mark.parametrize("status", ReservationStatus)
def test_the_sweep_settles_who_is_open_when_the_class_ends_and_not_a_second_before(status: ReservationStatus) -> None:
    """R32."""
    is_open = status in (P, C)
    assert not is_to_settle(status, STARTS_AT, STARTS_AT - SECOND, is_session_cancelled=False)
    assert is_to_settle(status, STARTS_AT, STARTS_AT, is_session_cancelled=False) is is_open
    assert is_to_settle(status, STARTS_AT, STARTS_AT + SECOND, is_session_cancelled=False) is is_open
    assert not is_to_settle(status, STARTS_AT, STARTS_AT + SECOND, is_session_cancelled=True)


def test_an_absence_without_grace_acts_when_its_self_window_is_over() -> None:
    """R34; the window's last second still belongs to the customer (R22)."""
    absence = Absence(STARTS_AT + HOUR, 0, WINDOW)
    assert absence.acts_at == WINDOW.closes_at + SECOND
    assert not absence.is_due_at(WINDOW.closes_at)
    assert absence.is_due_at(WINDOW.closes_at + SECOND)


def test_the_fraction_of_a_windows_last_second_is_the_customers_too() -> None:
    """R22 compares whole seconds."""
    window = SelfWindow(WINDOW.opens_at, WINDOW.closes_at + timedelta(milliseconds=300))
    assert Absence(STARTS_AT, 0, window).acts_at == WINDOW.closes_at + SECOND


def test_a_grace_runs_from_the_instant_of_detection() -> None:
    """R34."""
    absence = Absence(STARTS_AT + 3 * HOUR, 24, WINDOW)
    assert absence.acts_at == STARTS_AT + 27 * HOUR
    assert not absence.is_due_at(STARTS_AT + 27 * HOUR - SECOND)
    assert absence.is_due_at(STARTS_AT + 27 * HOUR)
    assert absence.auto_cancel is AutoCancel.DUE


def test_an_absence_without_a_period_never_acts() -> None:
    """R6: null."""
    absence = Absence(STARTS_AT, None, WINDOW)
    assert absence.acts_at is None
    assert not absence.is_due_at(STARTS_AT + 1000 * HOUR)
    assert absence.auto_cancel is AutoCancel.NEVER


def test_an_absence_acts_once() -> None:
    """R34."""
    absence = Absence(STARTS_AT, 0, WINDOW, acted_at=STARTS_AT + 3 * HOUR)
    assert not absence.is_due_at(STARTS_AT + 30 * HOUR)
    assert absence.auto_cancel is AutoCancel.DONE


@pytest.mark.parametrize("status", ReservationStatus)
def test_only_what_is_pending_and_still_to_come_falls(status: ReservationStatus) -> None:
    """R34: it has to start after now."""
    assert falls(status, STARTS_AT, STARTS_AT - SECOND, is_reinstated=False) is (status is P)
    assert not falls(status, STARTS_AT, STARTS_AT, is_reinstated=False)
    assert not falls(status, STARTS_AT, STARTS_AT + SECOND, is_reinstated=False)


def test_what_an_admin_reinstated_from_this_absence_stays() -> None:
    """R36."""
    assert not falls(P, STARTS_AT, STARTS_AT - HOUR, is_reinstated=True)


@pytest.mark.parametrize(("zone", "night", "begins_at"), NIGHTS_OF_CHANGE)
def test_a_night_of_change_begins_once(zone: str, night: date, begins_at: datetime) -> None:
    """R33: one second before it is another night's, and from then on it stays this one's for the whole day."""
    here = ZoneInfo(zone)
    assert latest_night(begins_at - SECOND, here) == night - timedelta(days=1)
    assert next_night_at(begins_at - SECOND, here) == begins_at
    nights = {latest_night(begins_at + timedelta(minutes=15 * n), here) for n in range(4 * 22)}
    assert nights == {night}


@pytest.mark.parametrize("zone", sorted({zone for zone, _, _ in NIGHTS_OF_CHANGE} | {"Asia/Kolkata", "Pacific/Apia"}))
def test_a_year_has_each_night_once_and_in_order(zone: str) -> None:
    """R33: no date is left out and none comes again, whatever the clocks do."""
    here = ZoneInfo(zone)
    first = datetime(2026, 1, 1, 12, tzinfo=UTC)
    seen = [latest_night(first + timedelta(minutes=30 * n), here) for n in range(366 * 48)]
    nights = list(dict.fromkeys(seen))
    assert nights == sorted(nights)
    assert all(after - before == timedelta(days=1) for before, after in pairwise(nights))


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
def test_the_next_night_is_always_ahead(zone: str) -> None:
    here = ZoneInfo(zone)
    for hour in range(24 * 365):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        begins_at = next_night_at(now, here)
        assert now < begins_at <= now + timedelta(hours=25)
        assert latest_night(begins_at, here) == latest_night(now, here) + timedelta(days=1)
