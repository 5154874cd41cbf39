"""A kiosk says that it is there: what it says is kept, and a silence before it until nothing waits (R30, R37)."""

from datetime import timedelta

import pytest

from server.contract.kiosk import HeartbeatRequest
from server.rules.door_code import door_code_at
from server.services.context import Context
from server.services.door.heartbeat import heartbeat
from server.services.outcomes import NotFoundError
from server.tables.kiosks import Kiosk
from tests import actors
from tests.absences import SECOND
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.builders import add_kiosk
from tests.movable_clock import MovableClock
from tests.readings import statements
from tests.scene import Scene, open_scene
from tests.silences import MINUTE, beat, silence_of

BEAT = HeartbeatRequest(version="0.1.0", queue_length=3, clock_offset_ms=-250)


async def test_a_heartbeat_keeps_how_the_kiosk_is_and_answers_the_time(scene: Scene, context: Context) -> None:
    other = await add_kiosk(scene.studio_id, "Back door")
    answer = await heartbeat(BEAT, scene.kiosk, context)
    assert (answer.server_time, answer.revoked, answer.door_code) == (context.now(), False, None)
    kiosks = {row["id"]: row for row in await Kiosk.select()}
    mine = kiosks[scene.kiosk_id]
    assert (mine["last_seen_at"], mine["version"]) == (context.now(), "0.1.0")
    assert (mine["queue_length"], mine["clock_offset_ms"]) == (3, -250)
    assert kiosks[other.id]["last_seen_at"] is None


async def test_a_heartbeat_brings_the_door_code_where_the_studio_shows_one(database: None, context: Context) -> None:
    scene = await open_scene(settings={"phone_check_in": "door_code"})
    answer = await heartbeat(BEAT, scene.kiosk, context)
    assert answer.door_code == door_code_at(context.keys.door_code, scene.studio_id, context.now())


async def test_who_stands_at_no_studio_has_no_heart(scene: Scene, context: Context) -> None:
    with pytest.raises(NotFoundError, match="studio"):
        await heartbeat(BEAT, actors.customer(scene.customer_id), context)


async def test_a_silence_is_remembered_while_scans_wait_and_forgotten_when_none_does(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    await beat(scene, context)
    clock.advance(2 * MINUTE)
    await beat(scene, context, waiting=3)
    remembered = (AN_HOUR_BEFORE_CLASS, AN_HOUR_BEFORE_CLASS + 2 * MINUTE)
    assert await silence_of(scene.kiosk_id) == remembered
    clock.advance(15 * SECOND)
    await beat(scene, context, waiting=1)
    assert await silence_of(scene.kiosk_id) == remembered
    clock.advance(15 * SECOND)
    await beat(scene, context)
    assert await silence_of(scene.kiosk_id) == (None, None)


@pytest.mark.parametrize("gap", [timedelta(seconds=15), 2 * MINUTE - SECOND])
async def test_a_beat_or_two_that_were_missed_are_no_silence(
    scene: Scene, context: Context, clock: MovableClock, gap: timedelta
) -> None:
    await beat(scene, context)
    clock.advance(gap)
    await beat(scene, context, waiting=3)
    assert await silence_of(scene.kiosk_id) == (None, None)


async def test_a_heartbeat_costs_as_much_after_a_silence(scene: Scene, context: Context, clock: MovableClock) -> None:
    await beat(scene, context)
    with statements() as usual:
        await beat(scene, context)
    clock.advance(2 * MINUTE)
    with statements() as after_a_silence:
        await beat(scene, context, waiting=3)
    assert len(after_a_silence) == len(usual)
