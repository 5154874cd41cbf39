"""The window says no to who comes late; staff say yes, with a PIN and a reason, and guessing that PIN locks (R42)."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tests.journeys.album import Album
from tests.journeys.caller import Json
from tests.journeys.conftest import NEW_YORK
from tests.journeys.door import Door
from tests.journeys.opening import Holder, Studio
from tests.parts.moved_clock import MovedClock
from tests.parts.server_process import ServerProcess

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo(NEW_YORK))
THREE: Final = NOON + timedelta(hours=3)
TEN_PAST_THREE: Final = THREE + timedelta(minutes=10)
FOUR_HOURS: Final = timedelta(hours=4)
PIN: Final = "220864"
WRONG_PIN: Final = "220865"


def test_a_wrong_pin_locks_across_restarts_and_the_right_one_then_checks_a_late_comer_in(
    studio: Studio, server: ServerProcess, server_clock: MovedClock, door: Door, album: Album
) -> None:
    studio.add_staff("Tom Adeyemi", PIN)
    ben, seat = book_ben_at_noon(studio)
    server_clock.run_from(THREE)
    kiosk = studio.add_kiosk("Front door")
    door.open(kiosk.pairing_code)
    door.scan(seat["code"], "too_late")
    album.of_window(door, "too-late")
    assert "It closed today at 14:00." in door.words()

    guess_the_pin_five_times(door, album)
    server.stop()
    server.start()
    door.restart()
    the_right_pin_is_locked_out_too(door, album)

    server_clock.run_from(TEN_PAST_THREE)
    studio.wait_for_heartbeat(kiosk, TEN_PAST_THREE)
    check_in_by_hand(door, album)
    assert ben.punches_left() == 4
    assert ben.reservation(seat["id"])["checkedInBy"] == "STAFF"


def book_ben_at_noon(studio: Studio) -> tuple[Holder, Json]:
    """Ben has five punches and a seat in a class of four hours, whose window closes at two."""
    course = studio.add_course("Open Studio")
    five_punches = studio.add_product("Five classes", [course], passType="PUNCH_PASS", sessionsIncluded=5)
    ben = studio.add_customer("Ben Okafor", five_punches)
    return ben, ben.book(studio.add_class(course, NOON, FOUR_HOURS))


def guess_the_pin_five_times(door: Door, album: Album) -> None:
    door.tap("Call the staff")
    door.tap("Tom")
    for _ in range(4):
        door.type_pin(WRONG_PIN)
        door.wait_for("pin", "pin_wrong")
    album.of_window(door, "pin-wrong")
    door.type_pin(WRONG_PIN)
    door.wait_for("pin", "pin_locked")
    album.of_window(door, "pin-locked")


def the_right_pin_is_locked_out_too(door: Door, album: Album) -> None:
    sign_in(door)
    door.wait_for("pin", "pin_locked")
    album.of_window(door, "pin-still-locked")
    assert "Too many wrong PINs." in door.words()
    door.tap("Back")
    door.tap("Back")


def check_in_by_hand(door: Door, album: Album) -> None:
    sign_in(door)
    door.wait_for("panel")
    door.tap("Ben Okafor")
    door.wait_for("person")
    album.of_window(door, "person")
    door.tap("Came late")
    door.wait_for("panel", "checked_in")
    album.of_window(door, "panel-done")
    assert "Ben Okafor is checked in." in door.words()


def sign_in(door: Door) -> None:
    door.tap("Staff")
    door.tap("Tom")
    door.type_pin(PIN)
