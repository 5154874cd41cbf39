"""Many moves at once (R35): the same as one by one, with as few statements as one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from server.database.write_transaction import write_transaction
from server.rules.punches import PunchChange
from server.rules.vocabulary import CheckInMethod, PassType, PunchKind, ReservationStatus
from server.services.actor import SYSTEM
from server.services.booking.move_status import IllegalMoveError, Move, StatusMove, move_all
from server.services.booking.reservation_row import find_by_id
from server.services.booking.seats import NoSeatError
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.passes.append_punches import LedgerEntry, append_punch
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from tests import actors
from tests.absences import (
    ATTENDED,
    AUTO_CANCELLED,
    CANCELLED,
    CHECKED_IN,
    NIGHT,
    NO_SHOW,
    PENDING,
    messages_of,
    night_at,
    session_in,
    statuses,
    swept_at,
)
from tests.builders import add_customer, add_pass, add_reservation, add_session
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import bookings, events_of, everything, ledger_of, punches_left, seats_taken, statements
from tests.scene import Scene, booked, moved, open_scene


async def booked_by(
    scene: Scene, context: Context, sessions: Sequence[int], pass_type: PassType = PassType.PUNCH_PASS
) -> tuple[int, list[int]]:
    """Let a new customer book; return the pass, and the reservations."""
    who = await add_customer(scene.studio_id)
    its_pass = await add_pass(who, scene.studio_id, scene.course_id, pass_type=pass_type, max_advance_reservations=None)
    return its_pass, [(await booked(its_pass, each, actors.customer(who), context)).id for each in sessions]


async def all_moved(
    reservation_ids: Sequence[int], to_status: ReservationStatus, context: Context
) -> Mapping[int, int | None]:
    """Move all in one call; return the punches left that it answers with."""
    async with write_transaction():
        move = Move(to_status, SYSTEM, context.now())
        return await move_all([(await find_by_id(each), move) for each in reservation_ids])


async def test_passes_of_every_kind_move_together(scene: Scene, context: Context) -> None:
    punched = await booked_by(scene, context, [scene.session_id])
    unlimited = await booked_by(scene, context, [scene.session_id], PassType.UNLIMITED_SERIES)
    full = await booked_by(scene, context, [scene.session_id], PassType.FULL_COURSE)
    made = [reservations[0] for _, reservations in (punched, unlimited, full)]
    left = await all_moved(made, NO_SHOW, context)
    assert left == {punched[0]: 7, unlimited[0]: None, full[0]: None}
    assert await statuses(made) == [NO_SHOW] * 3
    assert [len(await ledger_of(its_pass)) for its_pass, _ in (punched, unlimited, full)] == [1, 0, 0]
    assert broken_invariants(await bookings()) == []


async def test_several_reservations_of_one_pass_count_its_punches_one_after_the_other(
    scene: Scene, context: Context
) -> None:
    """§6: two are left for three absences, and the first two take them."""
    sessions = [scene.session_id, await session_in(1, scene), await session_in(2, scene)]
    its_pass, made = await booked_by(scene, context, sessions)
    other_pass, others = await booked_by(scene, context, [scene.session_id])
    await take_punches(its_pass, 6, context)
    assert await all_moved([*made, *others], NO_SHOW, context) == {its_pass: 0, other_pass: 7}
    took = [punch.reservation_id for punch in await ledger_of(its_pass) if punch.kind == "NO_SHOW"]
    assert took == made[:2]
    assert broken_invariants(await bookings()) == []


async def take_punches(registration_id: int, count: int, context: Context) -> None:
    change = PunchChange(PunchKind.ADJUST, -count)
    await append_punch(LedgerEntry(registration_id, None, change, SYSTEM, "gift", context.now()))


async def test_moves_of_different_kinds_go_together(scene: Scene, context: Context) -> None:
    """The sweep confirms who came and misses who did not; staff and the system act in one call."""
    sessions = [scene.session_id, await session_in(1, scene), await session_in(2, scene), await session_in(3, scene)]
    its_pass, made = await booked_by(scene, context, sessions)
    await moved(made[1], CHECKED_IN, context.now())
    desk = Move(CHECKED_IN, scene.staff, context.now(), method=CheckInMethod.BULK)
    targets = [Move(NO_SHOW, SYSTEM, context.now()), Move(ATTENDED, SYSTEM, context.now()), desk]
    async with write_transaction():
        moves: list[StatusMove] = [(await find_by_id(each), move) for each, move in zip(made[:3], targets, strict=True)]
        left = await move_all([*moves, (await find_by_id(made[3]), Move(AUTO_CANCELLED, SYSTEM, context.now(), "why"))])
    assert left == {its_pass: 5}
    assert await statuses(made) == [NO_SHOW, ATTENDED, CHECKED_IN, AUTO_CANCELLED]
    actors_of_each = [(await events_of(each))[-1].actor for each in made]
    assert actors_of_each == ["system", "system", f"staff:{scene.staff_id}", "system"]
    assert (await events_of(made[3]))[-1].reason == "why"
    assert [await seats_taken(each) for each in sessions] == [1, 1, 1, 0]
    assert broken_invariants(await bookings()) == []


async def test_punches_come_back_and_go_in_one_call(scene: Scene, context: Context) -> None:
    """A no-show's punch becomes an arrival's on one pass, is returned on another, and stays away on a third."""
    passes = [await booked_by(scene, context, [scene.session_id]) for _ in range(3)]
    made = [reservations[0] for _, reservations in passes]
    await all_moved(made, NO_SHOW, context)
    async with write_transaction():
        targets = (ATTENDED, CANCELLED, CHECKED_IN)
        rows = [await find_by_id(each) for each in made]
        await move_all([(row, Move(to, SYSTEM, context.now())) for row, to in zip(rows, targets, strict=True)])
    assert [await punches_left(its_pass) for its_pass, _ in passes] == [7, 8, 7]
    assert await seats_taken(scene.session_id) == 2
    assert broken_invariants(await bookings()) == []


async def test_seats_of_many_sessions_are_freed_by_as_many_as_leave_each(scene: Scene, context: Context) -> None:
    sessions = [scene.session_id, await session_in(1, scene)]
    both = [await booked_by(scene, context, sessions) for _ in range(2)]
    _, only_first = await booked_by(scene, context, sessions[:1])
    made = [each for _, reservations in both for each in reservations] + only_first
    await all_moved(made, AUTO_CANCELLED, context)
    assert [await seats_taken(each) for each in sessions] == [0, 0]
    assert broken_invariants(await bookings()) == []


async def test_one_illegal_move_among_many_changes_nothing(scene: Scene, context: Context) -> None:
    _, made = await booked_by(scene, context, [scene.session_id, await session_in(1, scene)])
    await moved(made[1], CANCELLED, context.now())
    before = await everything()
    with pytest.raises(IllegalMoveError):
        await all_moved(made, NO_SHOW, context)
    assert await everything() == before


async def test_one_seat_too_few_among_many_changes_nothing(scene: Scene, context: Context) -> None:
    small = await add_session(scene.course_id, NIGHT + timedelta(days=1), capacity=2)
    both = [(await booked_by(scene, context, [small]))[1][0] for _ in range(2)]
    await all_moved(both, AUTO_CANCELLED, context)
    await ClassSession.update({ClassSession.capacity: 1}).where(ClassSession.id == small)
    before = await everything()
    with pytest.raises(NoSeatError):
        await all_moved(both, PENDING, context)
    assert await everything() == before


async def test_one_full_session_among_several_changes_nothing(scene: Scene, context: Context) -> None:
    """R18: the other one has a seat, and none is taken there either."""
    sessions = [await add_session(scene.course_id, NIGHT + timedelta(days=1), capacity=2) for _ in range(2)]
    _, made = await booked_by(scene, context, sessions)
    await all_moved(made, AUTO_CANCELLED, context)
    for _ in range(2):
        await booked_by(scene, context, sessions[:1])
    before = await everything()
    with pytest.raises(NoSeatError):
        await all_moved(made, PENDING, context)
    assert await everything() == before


async def test_one_punch_too_few_among_many_changes_nothing(scene: Scene, context: Context) -> None:
    """R9: whatever was read before, the database's own count decides."""
    its_pass, made = await booked_by(scene, context, [scene.session_id])
    other_pass, others = await booked_by(scene, context, [scene.session_id])
    before = await everything()
    with pytest.raises(ConflictError):
        await check_in_without_a_punch([*made, *others], other_pass, context)
    assert await everything() == before
    assert await punches_left(its_pass) == 8


async def check_in_without_a_punch(reservation_ids: Sequence[int], empty_pass: int, context: Context) -> None:
    table = ClassRegistration
    async with write_transaction():
        rows = [await find_by_id(each) for each in reservation_ids]
        await table.update({table.sessions_remaining: 0}).where(table.id == empty_pass)
        await move_all([(row, Move(CHECKED_IN, SYSTEM, context.now())) for row in rows])


async def test_no_move_is_no_statement(scene: Scene, context: Context) -> None:
    with statements() as asked:
        assert await move_all([]) == {}
    assert asked == []


async def test_a_hundred_moves_take_as_many_statements_as_one(database: None, context: Context) -> None:
    """R35: what a scan waits for does not grow with the batch."""
    scene = await open_scene(capacity=101)
    made = [(await booked_by(scene, context, [scene.session_id]))[1][0] for _ in range(101)]
    asked = [await statements_for(ids, context) for ids in (made[:1], made[1:])]
    assert asked[0] == asked[1] < 8


async def statements_for(reservation_ids: Sequence[int], context: Context) -> int:
    async with write_transaction():
        rows = [await find_by_id(each) for each in reservation_ids]
        with statements() as asked:
            await move_all([(row, Move(NO_SHOW, SYSTEM, context.now())) for row in rows])
    return len(asked)


MANY = 510
"""More rows than an insert takes at once."""


async def many_booked(days: int, scene: Scene) -> list[int]:
    """One pass books so many classes of a day."""
    async with write_transaction():
        return [(await add_reservation(scene.pass_id, await session_in(days, scene))).id for _ in range(MANY)]


async def test_more_rows_than_a_statement_takes_are_all_moved(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R35: a pass is whole in its transaction, however much is booked on it."""
    scene = await open_scene(pass_type=PassType.UNLIMITED_SERIES)
    past, ahead = await many_booked(0, scene), await many_booked(1, scene)
    [run] = await night_at(NIGHT, clock, context)
    assert (run["no_shows"], run["absences"], run["auto_cancelled"], run["failed"]) == (MANY, MANY, MANY, 0)
    tables = await bookings()
    rows = {row["id"]: row for row in tables["session_reservation"]}
    assert {rows[each]["status"] for each in past} == {NO_SHOW}
    assert {(rows[each]["status"], rows[each]["auto_cancelled_by"]) for each in ahead} == {(AUTO_CANCELLED, past[0])}
    assert sorted(event["reservation"] for event in tables["reservation_event"]) == [*past, *ahead]
    assert sum(session["seats_taken"] for session in tables["class_session"]) == MANY
    assert len(await messages_of("AUTO_CANCELLATION")) == 1


async def test_more_messages_than_a_statement_takes_are_all_written(
    database: None, context: Context, clock: MovableClock
) -> None:
    scene = await open_scene(pass_type=PassType.UNLIMITED_SERIES, absence_grace_period=24)
    missed = await many_booked(0, scene)
    await swept_at(NIGHT, clock, context)
    told = [row["facts"] for row in await messages_of("MISSED")]
    assert sorted(told) == sorted(f'{{"reservationId":{each}}}' for each in missed)
