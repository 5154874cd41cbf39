"""The week strip."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.pages.views.week import week_of, week_strip

TUESDAY = date(2026, 3, 3)


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 8)])
def test_a_week_goes_from_monday_to_sunday(day: date) -> None:
    span = week_of(day)
    assert (span.first, span.last) == (date(2026, 3, 2), date(2026, 3, 8))


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_date_of_the_contract_has_a_week_of_its_own(day: date) -> None:
    span = week_of(day)
    assert span.first.weekday() == 0
    assert span.last - span.first == timedelta(days=6)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_address_of_the_strip_is_a_date_of_the_contract(day: date) -> None:
    strip = week_strip(1, day, [], date(2000, 1, 1))
    addresses = [*(each.href for each in strip.days), strip.previous, strip.next]
    years = {int(address.rpartition("=")[2][:4]) for address in addresses if address}
    assert years <= set(range(2000, 2101))


def test_days_that_have_passed_lead_nowhere_and_neither_does_the_week_before() -> None:
    strip = week_strip(5, TUESDAY, [], TUESDAY)
    assert [day.href for day in strip.days[:2]] == [None, "/book?pass=5&day=2026-03-03"]
    assert strip.previous is None
    assert strip.next == "/book?pass=5&week=2026-03-09"


def test_next_week_leads_back_to_this_one() -> None:
    assert week_strip(5, date(2026, 3, 10), [], TUESDAY).previous == "/book?pass=5&week=2026-03-02"


def test_only_the_chosen_day_is_chosen() -> None:
    assert [day.number for day in week_strip(5, TUESDAY, [], TUESDAY).days if day.is_chosen] == [3]
