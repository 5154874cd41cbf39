"""A page that falls silent is loaded again, and the third time in ten minutes ends the process."""

from typing import NamedTuple

import pytest

from kiosk.watchdog import Watchdog
from tests.kiosk.hand_clock import HandClock


class Kennel(NamedTuple):
    """A watchdog, what it did, and its time."""

    dog: Watchdog
    did: list[str]
    hand: HandClock

    def after(self, seconds: float) -> list[str]:
        """Look after some silence, and return all that was done."""
        self.hand.go(seconds)
        self.dog.look()
        return self.did


@pytest.fixture
def kennel(hand: HandClock) -> Kennel:
    """A watchdog over a page that has not been heard yet."""
    did: list[str] = []
    dog = Watchdog(lambda: hand.seconds, lambda: did.append("reload"), lambda: did.append("end"))
    return Kennel(dog, did, hand)


def test_a_page_that_beats_is_left_alone(kennel: Kennel) -> None:
    for _ in range(20):
        kennel.dog.beat()
        assert kennel.after(15) == []


def test_fifteen_silent_seconds_load_the_page_again(kennel: Kennel) -> None:
    kennel.dog.beat()
    assert kennel.after(15.1) == ["reload"]


def test_a_page_being_loaded_has_a_minute(kennel: Kennel) -> None:
    assert kennel.after(60) == []
    assert kennel.after(0.1) == ["reload"]
    assert kennel.after(60) == ["reload"]


def test_the_third_time_in_ten_minutes_ends_the_process(kennel: Kennel) -> None:
    for _ in range(3):
        kennel.dog.beat()
        kennel.after(20)
    assert kennel.did == ["reload", "reload", "end"]


def test_silences_far_apart_are_forgotten(kennel: Kennel) -> None:
    for _ in range(6):
        kennel.dog.beat()
        kennel.after(300)
    assert kennel.did == ["reload"] * 6
