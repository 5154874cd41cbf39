"""One bad row stops only itself (R35): the rest of its batch is done, it is named, and the next night tries again."""

import json

from server.services.absence.batches import REGISTRATIONS_A_BATCH
from server.services.absence.nights import run_by_hand
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.actor import SYSTEM
from server.services.context import Context
from server.tables.courses import ClassSession
from server.tables.studios import Studio
from tests.absences import (
    AUTO_CANCELLED,
    DAY,
    HOUR,
    NIGHT,
    NO_SHOW,
    PENDING,
    messages_of,
    night_at,
    runs,
    session_in,
    statuses,
    swept_at,
    three_booked,
)
from tests.builders import STARTS_AT, add_customer, add_pass, add_reservation, add_session
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, punches_left, reservation_row
from tests.scene import Scene, open_scene
from tests.written_log import WrittenLog

Person = tuple[int, int, int]
"""A pass, its missed reservation, and the one after it."""


async def a_full_batch(scene: Scene) -> list[Person]:
    """Everybody missed the class, and has booked another one."""
    await ClassSession.update({ClassSession.capacity: REGISTRATIONS_A_BATCH}).where(ClassSession.id == scene.session_id)
    people = []
    for _ in range(REGISTRATIONS_A_BATCH):
        its_pass = await add_pass(await add_customer(scene.studio_id), scene.studio_id, scene.course_id)
        ahead = await session_in(1, scene)
        made = [(await add_reservation(its_pass, session)).id for session in (scene.session_id, ahead)]
        people.append((its_pass, made[0], made[1]))
    return people


async def broken(reservation_id: int) -> None:
    """Its seat was never counted, so it cannot be freed: the database's own check refuses."""
    await count_seats(reservation_id, 0)


async def mended(reservation_id: int) -> None:
    await count_seats(reservation_id, 1)


async def count_seats(reservation_id: int, seats: int) -> None:
    session_id = (await reservation_row(reservation_id))["session"]
    await ClassSession.update({ClassSession.seats_taken: seats}).where(ClassSession.id == session_id)


async def test_a_broken_registration_stops_only_itself(
    scene: Scene, context: Context, clock: MovableClock, log: WrittenLog
) -> None:
    people = await a_full_batch(scene)
    its_pass, missed, ahead = people.pop(27)
    await broken(ahead)
    [run] = await night_at(NIGHT, clock, context)
    assert (run["no_shows"], run["absences"], run["auto_cancelled"]) == (
        REGISTRATIONS_A_BATCH,
        REGISTRATIONS_A_BATCH - 1,
        REGISTRATIONS_A_BATCH - 1,
    )
    assert (run["failed"], json.loads(run["failed_ids"]), run["finished_at"]) == (1, [its_pass], NIGHT)
    assert set(await statuses(row for _, row, _ in people)) == {NO_SHOW}
    assert set(await statuses(row for _, _, row in people)) == {AUTO_CANCELLED}
    assert await statuses([missed, ahead]) == [NO_SHOW, PENDING]
    assert len(await messages_of("AUTO_CANCELLATION")) == REGISTRATIONS_A_BATCH - 1
    [batch], [alone] = log.lines_of("batch.failed"), log.lines_of("registration.failed")
    assert batch.startswith(f"warning batch.failed registrations={REGISTRATIONS_A_BATCH} error=")
    assert alone.startswith(f"error registration.failed registration={its_pass} ")


async def test_the_next_night_tries_it_again(scene: Scene, context: Context, clock: MovableClock) -> None:
    _, ahead, _ = three = await three_booked(scene, context)
    await broken(ahead)
    [run] = await night_at(NIGHT, clock, context)
    assert json.loads(run["failed_ids"]) == [scene.pass_id]
    await mended(ahead)
    clock.set(NIGHT + DAY / 2)  # before the class that was to fall
    await run_by_hand(None, clock.now(), SYSTEM, context)
    assert json.loads((await runs())[-1]["failed_ids"]) == []
    assert await statuses(three) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert broken_invariants(await bookings(), clock.now()) == []


async def test_a_class_that_cannot_be_settled_stops_only_its_own_pass(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R32: the studio's settings have been written by somebody else than the server."""
    await three_booked(scene, context)
    other = await open_scene()
    booked = await three_booked(other, context)
    await Studio.update({Studio.settings: '{"no_show_deducts": "perhaps"}'}).where(Studio.id == scene.studio_id)
    clock.set(NIGHT)
    assert await settle(sweep_at(clock.now())) == [scene.pass_id]
    assert await statuses(booked) == [NO_SHOW, PENDING, PENDING]
    first, second = await night_at(NIGHT, clock, context)
    assert (first["failed"], second["failed"]) == (1, 0)
    assert await statuses(booked) == [NO_SHOW, AUTO_CANCELLED, AUTO_CANCELLED]
    assert await punches_left(scene.pass_id) == 8


async def test_a_pass_that_can_neither_be_settled_nor_acted_on_is_named_once(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    missed = (await scene.book(context)).id
    unsettled = (await scene.book(context, await add_session(scene.course_id, STARTS_AT + 3 * HOUR))).id
    await swept_at(STARTS_AT + 2 * HOUR, clock, context)
    await Studio.update({Studio.settings: "{"}).where(Studio.id == scene.studio_id)
    [run] = await night_at(NIGHT, clock, context)
    assert (run["failed"], json.loads(run["failed_ids"])) == (1, [scene.pass_id])
    assert await statuses([missed, unsettled]) == [NO_SHOW, PENDING]


async def test_a_run_by_hand_names_it_too(scene: Scene, context: Context, clock: MovableClock) -> None:
    _, ahead, _ = await three_booked(scene, context)
    await broken(ahead)
    clock.set(NIGHT)
    await run_by_hand(None, NIGHT, SYSTEM, context)
    assert [json.loads(row["failed_ids"]) for row in await runs()] == [[scene.pass_id]]
