"""A kiosk that loses its server keeps the door open, and tells it later; a revoked one knows nobody until paired."""

from datetime import timedelta
from typing import NamedTuple

import pytest

from tests.journeys.album import Album
from tests.journeys.conftest import MORNING
from tests.journeys.door import Door
from tests.journeys.opening import Holder, Studio
from tests.parts.server_process import ServerProcess
from tests.parts.waiting import wait_until

COURSE = "Open Studio"


class Seat(NamedTuple):
    """Somebody with five punches, and a seat."""

    holder: Holder
    reservation_id: int
    code: str

    def is_taken(self) -> bool:
        """Does the studio know that they have come?"""
        return bool(self.holder.reservation(self.reservation_id)["reservationStatus"] == "CHECKED_IN")


@pytest.fixture
def seats(studio: Studio) -> list[Seat]:
    """Three seats in the class at noon, which can be checked in to since ten."""
    course = studio.add_course(COURSE)
    session = studio.add_class(course, MORNING + timedelta(hours=1))
    five = studio.add_product("Five classes", [course], passType="PUNCH_PASS", sessionsIncluded=5)
    return [seat_of(studio.add_customer(name, five), session) for name in ("Ana Ruiz", "Ben Okafor", "Li Wu")]


def seat_of(holder: Holder, session_id: int) -> Seat:
    booked = holder.book(session_id)
    return Seat(holder, booked["id"], booked["code"])


@pytest.fixture
def codes(seats: list[Seat]) -> list[str]:
    """Their codes."""
    return [seat.code for seat in seats]


def test_a_kiosk_keeps_the_door_open_without_its_server_and_across_its_own_restart(
    studio: Studio, server: ServerProcess, seats: list[Seat], door: Door, album: Album
) -> None:
    ana, ben, li = seats
    door.open(studio.add_kiosk("Front door").pairing_code)
    server.kill()
    assert door.scan(ana.code, shows="saved").verdict == "ok"
    album.of_window(door, "saved")
    assert "Saved. Come\N{NO-BREAK SPACE}in, Ana R." in door.words()
    door.wait_for("idle", "away")
    assert "No connection since" in door.banner()
    assert "1 scan saved" in door.banner()
    door.restart()
    assert door.scan(ana.code, shows="already").verdict == "already_checked_in"
    door.scan(ben.code, shows="saved")
    album.of_window(door, "saved-after-restart")

    server.start()
    wait_until(lambda: ana.is_taken() and ben.is_taken(), "what was saved to arrive")
    wait_until(lambda: not door.banner(), "the kiosk to have nothing more to send")
    assert [seat.holder.punches_left() for seat in seats] == [4, 4, 5]
    assert door.scan(li.code, shows="ok").verdict == "ok"
    assert door.scan(ana.code, shows="already").verdict == "already_checked_in"
    assert [seat.holder.punches_left() for seat in seats] == [4, 4, 4]


def test_a_revoked_kiosk_knows_nobody_and_works_again_once_it_is_paired(
    studio: Studio, codes: list[str], door: Door, album: Album
) -> None:
    revoked, fresh = studio.add_kiosk("Front door"), studio.add_kiosk("Front door, again")
    door.open(revoked.pairing_code)
    assert COURSE in door.words()
    door.scan(codes[0], shows="ok")
    studio.revoke(revoked)
    door.scan_in_vain(codes[1])
    door.wait_for("out_of_order", "revoked")
    album.of_window(door, "revoked")
    assert "This kiosk was removed from the studio." in door.words()
    assert COURSE not in door.words()

    door.tap("Pair this kiosk again")
    door.wait_for("pairing")
    album.of_window(door, "pairing")
    for character in fresh.pairing_code:
        door.tap(character)
    door.tap("Pair")
    door.wait_for("idle")
    assert door.scan(codes[2], shows="ok").verdict == "ok"
