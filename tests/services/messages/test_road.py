"""When mails are tried at all: a mail server in trouble is asked now and then, and by one message (R39)."""

from datetime import UTC, datetime, timedelta

import pytest

from server.contract.mail import Hindrance
from server.services.messages.road import AT_ONCE, DEFERRED_IN_A_ROW, Road

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def seconds_closed(road: Road, now: datetime) -> int:
    """For how long from now on the road rests."""
    return next(seconds for seconds in range(10_000) if road.is_open_at(now + seconds * SECOND))


def test_a_road_without_trouble_is_open_and_soon_wide() -> None:
    road = Road()
    assert (road.is_open_at(NOW), road.width) == (True, 1)
    for _ in range(3):
        road.note([None] * road.width, NOW)
    assert (road.is_open_at(NOW), road.width, road.is_doubtful) == (True, AT_ONCE, False)


@pytest.mark.parametrize(
    ("hindrance", "rests"),
    [(Hindrance.AWAY, [10, 30, 60, 120, 120, 120]), (Hindrance.SETUP, [60, 300, 900, 900])],
)
def test_the_rests_grow_while_nothing_is_reached(hindrance: Hindrance, rests: list[int]) -> None:
    road, now = Road(), NOW
    for seconds in rests:
        road.note([hindrance], now)
        assert seconds_closed(road, now) == seconds
        now += seconds * SECOND


def test_five_that_met_nobody_side_by_side_are_one_failure() -> None:
    road = Road()
    road.note([Hindrance.AWAY] * 5, NOW)
    assert seconds_closed(road, NOW) == 10


def test_after_trouble_one_message_asks_and_a_yes_opens_the_road_step_by_step() -> None:
    road = Road()
    road.note([Hindrance.AWAY] * 5, NOW)
    assert (road.width, road.is_doubtful) == (1, True)
    widths = []
    for _ in range(4):
        road.note([None] * road.width, NOW)
        widths.append(road.width)
    assert (widths, road.is_doubtful, road.is_open_at(NOW)) == ([2, 4, 5, 5], False, True)


@pytest.mark.parametrize("answer", [Hindrance.REFUSED, Hindrance.DEFERRED])
def test_a_no_to_one_mail_is_an_answer_and_the_road_is_open(answer: Hindrance) -> None:
    road = Road()
    road.note([Hindrance.AWAY], NOW)
    road.note([answer], NOW + 10 * SECOND)
    assert road.is_open_at(NOW + 10 * SECOND)
    assert not road.is_doubtful


def test_a_server_that_takes_only_some_at_once_gets_one_at_a_time() -> None:
    road = Road()
    road.note([None, None, Hindrance.AWAY, Hindrance.AWAY, Hindrance.AWAY], NOW)
    assert (road.is_open_at(NOW), road.width) == (True, 1)


def test_messages_that_were_dropped_say_nothing_of_the_mail_server() -> None:
    road = Road()
    road.note([Hindrance.AWAY], NOW)
    road.note([], NOW + 10 * SECOND)
    assert (road.is_doubtful, road.width) == (True, 1)


@pytest.mark.parametrize(("count", "seconds"), [(DEFERRED_IN_A_ROW - 1, 0), (DEFERRED_IN_A_ROW, 60)])
def test_many_put_off_in_a_row_give_the_server_a_minute(count: int, seconds: int) -> None:
    road = Road()
    for _ in range(count):
        road.note([Hindrance.DEFERRED], NOW)
    assert seconds_closed(road, NOW) == seconds


def test_one_that_is_taken_in_between_ends_the_row() -> None:
    road = Road()
    for _ in range(3):
        road.note([Hindrance.DEFERRED] * (DEFERRED_IN_A_ROW - 1), NOW)
        road.note([None], NOW)
    assert road.is_open_at(NOW)


def test_after_that_minute_as_many_are_tried_again() -> None:
    road = Road()
    road.note([Hindrance.DEFERRED] * DEFERRED_IN_A_ROW, NOW)
    later = NOW + timedelta(minutes=1)
    road.note([Hindrance.DEFERRED], later)
    assert road.is_open_at(later)


def test_a_clock_that_was_put_back_ends_a_rest() -> None:
    road = Road()
    road.note([Hindrance.SETUP], NOW)
    assert road.is_open_at(NOW - SECOND)
