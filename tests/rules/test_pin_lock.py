"""How long wrong PINs lock a person, and how many the whole PIN pad (R42)."""

from datetime import timedelta

import pytest

from server.rules.pin_lock import PAD_LOCK, PAD_SPAN, lock_after, locks_pad

LOCKS = {
    5: timedelta(seconds=30),
    10: timedelta(minutes=2),
    15: timedelta(minutes=10),
    20: timedelta(minutes=10),
    50: timedelta(minutes=10),
}


@pytest.mark.parametrize("wrong_in_a_row", range(21))
def test_every_fifth_wrong_pin_locks_the_person_and_each_time_longer(wrong_in_a_row: int) -> None:
    """R42: 30 s, then 2 min, then 10 min."""
    assert lock_after(wrong_in_a_row) == LOCKS.get(wrong_in_a_row)


def test_the_longest_lock_stays_ten_minutes() -> None:
    """R42."""
    assert lock_after(50) == LOCKS[50]


def test_twenty_wrong_pins_in_ten_minutes_lock_the_pad_for_ten() -> None:
    """R42: whoever's they are."""
    assert [count for count in range(18, 23) if locks_pad(count)] == [20, 21, 22]
    assert (timedelta(minutes=10), timedelta(minutes=10)) == (PAD_SPAN, PAD_LOCK)
