"""The window says no to who comes late; staff say yes, with a PIN and a reason, and guessing that PIN locks (R42)."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tests.journeys.album import Album
from tests.journeys.conftest import NEW_YORK
from tests.journeys.door import Door
from tests.journeys.opening import Studio
from tests.parts.moved_clock import MovedClock
from tests.parts.server_process import ServerProcess

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo(NEW_YORK))
THREE: Final = NOON + timedelta(hours=3)
LONG: Final = timedelta(hours=4)
PIN: Final = "220864"
WRONG_PIN: Final = "220865"


def test_a_wrong_pin_locks_across_restarts_and_the_right_one_then_checks_a_late_comer_in(
    studio: Studio, server: ServerProcess, server_clock: MovedClock, door: Door, album: Album
) -> None:
    studio.add_staff("Tom Adeyemi", PIN)
    course = studio.add_course("Open Studio")
    ben = studio.add_customer(
        "Ben Okafor", studio.add_product("Card", [course], passType="PUNCH_PASS", sessionsIncluded=5)
    )
    seat = ben.book(studio.add_class(course, NOON, LONG))
    server_clock.run_from(THREE)
    door.open(studio.add_kiosk("Front door").pairing_code)

    door.scan(seat["code"], "too_late")
    album.of_window(door, "too_late")
    assert "It closed today at 14:00." in door.words()

    door.tap("Call the staff")
    guess_the_pin_five_times(door, album)
    server.stop()
    server.start()
    door.restart()
    door.tap("Staff")
    try_pin(door, PIN)
    door.wait_for("pin", "pin_locked")
    album.of_window(door, "pin-still-locked")
    assert "Too many wrong PINs." in door.words()

    server_clock.run_from(THREE + timedelta(minutes=2))
    door.tap("Back")
    try_pin(door, PIN)
    check_in_by_hand(door, album)
    assert ben.punches_left() == 4
    assert ben.reservation(seat["id"])["checkedInBy"] == "STAFF"


def guess_the_pin_five_times(door: Door, album: Album) -> None:
    door.tap("Tom")
    for _ in range(4):
        door.type_pin(WRONG_PIN)
        door.wait_for("pin", "pin_wrong")
    album.of_window(door, "pin-wrong")
    door.type_pin(WRONG_PIN)
    door.wait_for("pin", "pin_locked")
    album.of_window(door, "pin-locked")


def try_pin(door: Door, pin: str) -> None:
    door.tap("Tom")
    door.type_pin(pin)


def check_in_by_hand(door: Door, album: Album) -> None:
    door.wait_for("panel")
    door.tap("Ben Okafor")
    door.wait_for("person")
    album.of_window(door, "person")
    door.tap("Came late")
    door.wait_for("panel", "checked_in")
    album.of_window(door, "panel")
    assert "Ben Okafor is checked in." in door.words()
