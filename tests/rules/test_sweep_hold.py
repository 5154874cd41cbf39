"""A silent kiosk holds the sweep of a class back (R37)."""

from datetime import datetime, timedelta

import pytest

from server.rules.sweep_hold import Silence, is_held_back, silence_after_heartbeat, silences_of
from tests.rules.builders import ENDS_AT, HOUR, SECOND, WINDOW

OPENS_AT, CLOSES_AT = WINDOW.opens_at, WINDOW.closes_at
MINUTE = timedelta(minutes=1)
TWO_MINUTES = 2 * MINUTE
DAY = 24 * HOUR

IN_CLASS = Silence(OPENS_AT + HOUR, OPENS_AT + HOUR + TWO_MINUTES)


@pytest.mark.parametrize(
    ("silence", "is_held"),
    [
        (Silence(OPENS_AT, OPENS_AT + TWO_MINUTES), True),
        (Silence(OPENS_AT, OPENS_AT + TWO_MINUTES - SECOND), False),
        (Silence(OPENS_AT - DAY, OPENS_AT + TWO_MINUTES), True),
        (Silence(OPENS_AT - DAY, OPENS_AT + TWO_MINUTES - SECOND), False),
        (Silence(CLOSES_AT - TWO_MINUTES, CLOSES_AT + DAY), True),
        (Silence(CLOSES_AT - TWO_MINUTES + SECOND, CLOSES_AT + DAY), False),
        (Silence(OPENS_AT - DAY, CLOSES_AT + DAY), True),
        (Silence(OPENS_AT - DAY, OPENS_AT - HOUR), False),
        (Silence(CLOSES_AT + HOUR, CLOSES_AT + DAY), False),
    ],
)
def test_two_minutes_inside_the_self_window_hold_a_class_back(silence: Silence, *, is_held: bool) -> None:
    assert is_held_back([silence], WINDOW, ENDS_AT, HOUR, ENDS_AT) is is_held


@pytest.mark.parametrize(
    ("now", "hold", "is_held"),
    [
        (ENDS_AT, HOUR, True),
        (ENDS_AT + HOUR - SECOND, HOUR, True),
        (ENDS_AT + HOUR, HOUR, False),
        (ENDS_AT, timedelta(), False),
    ],
)
def test_it_is_held_for_so_long_after_its_end(now: datetime, hold: timedelta, *, is_held: bool) -> None:
    assert is_held_back([IN_CLASS], WINDOW, ENDS_AT, hold, now) is is_held


def test_one_silence_of_several_is_enough_and_without_one_nothing_is_held() -> None:
    elsewhere = Silence(OPENS_AT - DAY, OPENS_AT - HOUR)
    assert is_held_back([elsewhere, IN_CLASS], WINDOW, ENDS_AT, HOUR, ENDS_AT)
    assert not is_held_back([], WINDOW, ENDS_AT, HOUR, ENDS_AT)


@pytest.mark.parametrize(
    ("ago", "is_silent"), [(15 * SECOND, False), (TWO_MINUTES - SECOND, False), (TWO_MINUTES, True), (DAY, True)]
)
def test_a_kiosk_that_says_nothing_for_two_minutes_is_silent_since_it_was_last_heard(
    ago: timedelta, *, is_silent: bool
) -> None:
    expected = (Silence(ENDS_AT - ago, ENDS_AT),) if is_silent else ()
    assert silences_of(ENDS_AT - ago, None, ENDS_AT) == expected


def test_a_kiosk_that_was_not_heard_from_for_a_day_holds_nothing_back() -> None:
    assert silences_of(ENDS_AT - DAY - SECOND, IN_CLASS, ENDS_AT) == ()


def test_an_earlier_silence_counts_beside_the_one_that_lasts() -> None:
    assert silences_of(ENDS_AT, IN_CLASS, ENDS_AT) == (IN_CLASS,)
    lasting = Silence(ENDS_AT - HOUR, ENDS_AT)
    assert silences_of(ENDS_AT - HOUR, IN_CLASS, ENDS_AT) == (IN_CLASS, lasting)


@pytest.mark.parametrize(
    ("last_seen_at", "known", "expected"),
    [
        (None, None, None),
        (ENDS_AT - 15 * SECOND, None, None),
        (ENDS_AT - TWO_MINUTES + SECOND, IN_CLASS, IN_CLASS),
        (ENDS_AT - TWO_MINUTES, None, Silence(ENDS_AT - TWO_MINUTES, ENDS_AT)),
        (ENDS_AT - TWO_MINUTES, IN_CLASS, Silence(IN_CLASS.begins_at, ENDS_AT)),
    ],
)
def test_a_heartbeat_ends_a_silence_and_remembers_it_while_scans_wait(
    last_seen_at: datetime | None, known: Silence | None, expected: Silence | None
) -> None:
    assert silence_after_heartbeat(last_seen_at, known, 3, ENDS_AT) == expected


def test_a_heartbeat_without_waiting_scans_forgets_every_silence() -> None:
    assert silence_after_heartbeat(ENDS_AT - HOUR, IN_CLASS, 0, ENDS_AT) is None
