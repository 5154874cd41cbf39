"""Somebody books in the moment between the night's look at what may fall and its locks (R34, R35)."""

from server.rules.vocabulary import ReservationStatus
from server.services.absence.nights import run_by_hand
from server.services.actor import SYSTEM
from server.services.context import Context
from tests.absences import AUTO_CANCELLED, NIGHT, messages_of, session_in, swept_at
from tests.faults.meanwhile import done_meanwhile
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.parts.engine import Engine, chosen_engine
from tests.readings import bookings, seats_taken, statements
from tests.scene import Scene, open_scene

LOOKS_ANEW = 2 if chosen_engine() is Engine.POSTGRES else 1
"""On SQLite the night waits before it looks, so that what it sees then is all that there is."""


async def test_what_is_booked_meanwhile_falls_too_and_its_session_is_held_first(
    database: None, context: Context, clock: MovableClock
) -> None:
    scene: Scene = await open_scene()
    before = (await scene.book(context)).id
    ahead = (await scene.book(context, await session_in(1, scene))).id
    new_session = await session_in(2, scene)
    await swept_at(NIGHT, clock, context)
    with statements() as asked:
        await done_meanwhile(
            lambda: run_by_hand(None, NIGHT, SYSTEM, context), lambda: scene.book(context, new_session)
        )
    rows = {row["id"]: row for row in (await bookings())["session_reservation"]}
    assert rows.pop(before)["status"] == ReservationStatus.NO_SHOW
    assert len(rows) == 2
    assert {row["status"] for row in rows.values()} == {AUTO_CANCELLED}
    assert ahead in rows
    assert await seats_taken(new_session) == 0
    assert len(await messages_of("AUTO_CANCELLATION")) == 1
    assert len([each for each in asked if "SELECT DISTINCT r.session " in each]) == LOOKS_ANEW
    assert broken_invariants(await bookings(), NIGHT) == []
