"""The kiosk follows the server's instant, and nothing that the machine's wall clock does."""

from datetime import timedelta

from kiosk.kiosk_clock import FARTHEST_MS
from tests.kiosk.hand_clock import HandClock
from tests.kiosk.samples import NOW


def test_until_the_server_was_heard_the_machines_clock_has_to_do() -> None:
    hand = HandClock()
    clock = hand.kiosk_clock()
    hand.go(5)
    assert (clock.now(), clock.offset_ms()) == (NOW + timedelta(seconds=5), 0)


def test_the_servers_instant_counts_from_half_way_between_question_and_answer() -> None:
    hand = HandClock()
    clock = hand.kiosk_clock()
    clock.learn(NOW + timedelta(minutes=7), sent_at=1000.0, received_at=1002.0)
    hand.go(2)
    assert clock.now() == NOW + timedelta(minutes=7, seconds=1)
    assert clock.offset_ms() == 419_000


def test_a_wall_clock_that_jumps_moves_nothing() -> None:
    hand = HandClock()
    clock = hand.kiosk_clock()
    hand.wall += timedelta(days=365)
    assert clock.now() == NOW


def test_an_offset_too_large_for_a_heartbeat_is_told_as_the_largest() -> None:
    hand = HandClock()
    clock = hand.kiosk_clock()
    clock.learn(NOW + timedelta(days=20_000), sent_at=1000.0, received_at=1000.0)
    assert (clock.now(), clock.offset_ms()) == (NOW + timedelta(days=20_000), FARTHEST_MS)
    clock.learn(NOW - timedelta(days=20_000), sent_at=1000.0, received_at=1000.0)
    assert clock.offset_ms() == -FARTHEST_MS


def test_seconds_are_the_monotonic_clocks() -> None:
    hand = HandClock()
    assert hand.kiosk_clock().seconds() == 1000.0
