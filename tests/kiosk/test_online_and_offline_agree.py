"""Online and offline give the same answer: the server's own scan beside the kiosk's, on the snapshot it was given.

Every case of R27 whose code is in the roster, with the facts and the sentence that the screen shows.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.kiosk_clock import KioskClock
from kiosk.offline import OfflineDoor, open_file
from kiosk.screens.asks import Scan
from kiosk.screens.events import DecidedHere, Standing
from server.contract.roster import Snapshot
from server.contract.scan import ScanSource
from server.rules.vocabulary import Refusal, ReservationStatus
from server.services.context import Context
from server.services.door.snapshot import snapshot
from tests.builders import STARTS_AT, add_session
from tests.movable_clock import MovableClock
from tests.scene import Scene, moved, open_scene
from tests.services.door.scan_flaws import FLAWS, Flaw

SERVER = "http://studio.test"


@pytest.fixture
async def scene(database: None) -> Scene:
    """A customer with a place an hour before class, and a kiosk at the door."""
    return await open_scene()


class Alone:
    """The kiosk without its server, at the server's instant."""

    def __init__(self, folder: Path, clock: MovableClock) -> None:
        self._clock = KioskClock(clock, lambda: 0.0)
        self.file = open_file(folder)
        self._door = OfflineDoor(self.file, self._clock, SERVER)

    async def read(self, scene: Scene, context: Context) -> None:
        """Take the server's snapshot, as it comes over the wire."""
        wire = msgspec.json.encode(await snapshot(scene.kiosk, context))
        taken = msgspec.json.decode(wire, type=Snapshot)
        self._clock.learn(taken.server_time, 0.0, 0.0)
        self._door.take_snapshot(taken, None)

    def scan(self, code: str | None, offer: int | None = None) -> DecidedHere:
        """Hold a code to it."""
        return self._door.decide(Scan(str(code), f"alone-{offer}", ScanSource.READER, self._clock.now(), None, offer))


@pytest.fixture
def alone(tmp_path: Path, clock: MovableClock) -> Iterator[Alone]:
    """A kiosk that has heard nothing yet."""
    alone = Alone(tmp_path, clock)
    yield alone
    alone.file.close()


def test_the_table_has_every_refusal_of_r27_whose_code_is_in_the_roster() -> None:
    named = {refusal for _, refusal in FLAWS}
    assert named == {
        Refusal.REVOKED_CODE,
        Refusal.SESSION_CANCELLED,
        Refusal.CANCELLED,
        Refusal.AUTO_CANCELLED,
        Refusal.ALREADY_CHECKED_IN,
        Refusal.TOO_EARLY,
        Refusal.TOO_LATE,
        Refusal.PASS_NOT_VALID,
        Refusal.NO_PUNCHES_LEFT,
    }


@pytest.mark.parametrize(("flaw", "expected"), FLAWS, ids=[flaw.__name__ for flaw, _ in FLAWS])
async def test_a_refusal_is_the_same_in_every_fact(
    scene: Scene, context: Context, clock: MovableClock, alone: Alone, flaw: Flaw, expected: Refusal
) -> None:
    reservation = await scene.book(context)
    await flaw(scene, reservation.id, context, clock)
    await alone.read(scene, context)
    offline = alone.scan(reservation.code)
    online = await scene.scan(reservation.code, context, "online")
    assert (offline.standing, offline.verdict.verdict) == (Standing.REFUSED, expected)
    assert offline.verdict == online


@pytest.mark.parametrize(
    "status", [ReservationStatus.PENDING, ReservationStatus.NO_SHOW], ids=["expected", "missed and in time"]
)
@pytest.mark.parametrize("minutes", [-120, 0, 120])
async def test_a_yes_is_the_same(
    scene: Scene, context: Context, clock: MovableClock, alone: Alone, status: ReservationStatus, minutes: int
) -> None:
    reservation = await scene.book(context)
    if status is not ReservationStatus.PENDING:
        await moved(reservation.id, status, context.now())
    clock.set(STARTS_AT + timedelta(minutes=minutes))
    await alone.read(scene, context)
    offline = alone.scan(reservation.code)
    online = await scene.scan(reservation.code, context, "online")
    assert (offline.standing, offline.verdict.verdict, online.verdict) == (Standing.SAVED, "ok", "ok")
    assert offline.verdict.reservation_id == online.reservation_id


async def test_an_offer_and_the_tap_that_takes_it_are_the_same(scene: Scene, context: Context, alone: Alone) -> None:
    today = await scene.book(context)
    tomorrow = await scene.book(context, await add_session(scene.course_id, STARTS_AT + timedelta(days=1)))
    await alone.read(scene, context)
    offline, taken = alone.scan(tomorrow.code), alone.scan(tomorrow.code, today.id)
    online = await scene.scan(tomorrow.code, context, "online")
    assert offline.verdict == online
    assert online.offer is not None
    online_taken = await scene.scan(tomorrow.code, context, "taken", offer=today.id)
    assert (taken.standing, taken.verdict.reservation_id) == (Standing.SAVED, online_taken.reservation_id)


async def test_what_is_no_code_is_unknown_to_both(scene: Scene, context: Context, alone: Alone) -> None:
    await alone.read(scene, context)
    assert alone.scan("WIFI:S:Studio;T:WPA;P:clay;;").verdict == await scene.scan("WIFI:S:Studio;;", context, "online")
