"""A kiosk that loses its server says so and is back by itself; a revoked one knows nobody until it is paired."""

from datetime import timedelta

import pytest

from tests.journeys.album import Album
from tests.journeys.conftest import MORNING
from tests.journeys.door import Door
from tests.journeys.opening import Studio
from tests.parts.server_process import ServerProcess

COURSE = "Open Studio"


@pytest.fixture
def codes(studio: Studio) -> list[str]:
    """Three codes for the class at noon, which can be checked in to since ten."""
    course = studio.add_course(COURSE)
    session = studio.add_class(course, MORNING + timedelta(hours=1))
    unlimited = studio.add_product("All of it", [course], passType="UNLIMITED_SERIES")
    return [studio.add_customer(name, unlimited).book(session)["code"] for name in ("Ana Ruiz", "Ben Okafor", "Li Wu")]


def test_a_kiosk_is_out_of_order_without_its_server_and_back_by_itself(
    studio: Studio, server: ServerProcess, codes: list[str], door: Door, album: Album
) -> None:
    door.open(studio.add_kiosk("Front door").pairing_code)
    server.kill()
    door.scan_in_vain(codes[0])
    door.wait_for("unanswered")
    album.of_window(door, "unanswered")
    door.wait_for("out_of_order", "away")
    album.of_window(door, "out-of-order")
    assert "The kiosk will be back by itself." in door.words()

    server.start()
    door.wait_for("idle")
    assert door.scan(codes[0], shows="ok").verdict == "ok"


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
