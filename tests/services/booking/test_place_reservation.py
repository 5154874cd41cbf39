"""One function writes new reservations: for a booking, for a walk-in, and for a whole course at its sale (§6)."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from server.database.write_transaction import write_transaction
from server.rules.pass_code import derive, hash_of
from server.rules.vocabulary import CheckedInBy, CheckInMethod, ReservationStatus
from server.services.booking.move_status import IllegalMoveError, Move
from server.services.booking.place_reservation import NewReservation, place_reservations
from server.services.booking.seats import NoSeatError
from server.services.context import Context
from tests.absences import CHECKED_IN, NO_SHOW, PENDING
from tests.builders import KEYS, STARTS_AT, add_session
from tests.invariants import broken_invariants
from tests.readings import Event, bookings, events_of, everything, messages, reservation_row, seats_taken, statements
from tests.scene import Scene

MORE_THAN_ONE_STATEMENT_TAKES = 501


async def placed(
    scene: Scene, session_ids: Sequence[int], context: Context, to_status: ReservationStatus = PENDING
) -> list[int]:
    """Write a reservation of each session on the scene's pass, by staff."""
    wanted = [NewReservation(scene.pass_id, scene.customer_id, each) for each in session_ids]
    move = Move(to_status, scene.staff, context.now(), reason="Sold", method=CheckInMethod.ROSTER)
    async with write_transaction():
        return await place_reservations(wanted, move, context)


async def add_sessions(scene: Scene, number: int) -> list[int]:
    """Some more sessions of the course, a day apart."""
    return [await add_session(scene.course_id, STARTS_AT + timedelta(days=each + 1)) for each in range(number)]


async def test_many_are_placed_in_the_order_asked_each_with_its_own_code_and_event(
    scene: Scene, context: Context
) -> None:
    sessions = [*reversed(await add_sessions(scene, 3)), scene.session_id]
    ids = await placed(scene, sessions, context)
    rows = [await reservation_row(each) for each in ids]
    assert [row["session"] for row in rows] == sessions
    assert [row["code_hash"] for row in rows] == [hash_of(derive(KEYS.pass_code, each, 0)) for each in ids]
    written = Event(None, "PENDING", f"staff:{scene.staff_id}", "API", "Sold")
    assert [await events_of(each) for each in ids] == [[written]] * 4
    assert [await seats_taken(each) for each in sessions] == [1] * 4
    assert await messages() == []


async def test_a_walk_in_is_written_as_arrived(scene: Scene, context: Context) -> None:
    (placed_id,) = await placed(scene, [scene.session_id], context, CHECKED_IN)
    row = await reservation_row(placed_id)
    assert (row["status"], row["is_walk_in"], row["checked_in_at"]) == ("CHECKED_IN", True, context.now())
    assert (row["checked_in_by"], row["checked_in_staff"]) == (CheckedInBy.STAFF, scene.staff_id)
    assert row["check_in_method"] == CheckInMethod.ROSTER


async def test_two_passes_can_be_placed_in_one_session(scene: Scene, context: Context) -> None:
    neighbour, neighbours_pass = await scene.add_neighbour()
    assert neighbour.customer_id is not None
    wanted = [
        NewReservation(scene.pass_id, scene.customer_id, scene.session_id),
        NewReservation(neighbours_pass, neighbour.customer_id, scene.session_id),
    ]
    async with write_transaction():
        await place_reservations(wanted, Move(PENDING, scene.staff, context.now()), context)
    assert await seats_taken(scene.session_id) == 2
    assert broken_invariants(await bookings()) == []


async def test_hundreds_take_as_many_statements_as_one(scene: Scene, context: Context) -> None:
    with statements() as for_one:
        await placed(scene, [scene.session_id], context)
    sessions = await add_sessions(scene, 60)
    with statements() as for_many:
        await placed(scene, sessions, context)
    assert len(for_many) == len(for_one)
    assert broken_invariants(await bookings()) == []


async def test_more_rows_than_one_statement_takes_are_all_written(scene: Scene, context: Context) -> None:
    sessions = await add_sessions(scene, MORE_THAN_ONE_STATEMENT_TAKES)
    ids = await placed(scene, sessions, context)
    assert len(set(ids)) == MORE_THAN_ONE_STATEMENT_TAKES
    assert broken_invariants(await bookings()) == []


async def test_a_full_session_among_several_writes_none(scene: Scene, context: Context) -> None:
    full = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), capacity=0)
    before = await everything()
    with pytest.raises(NoSeatError):
        await placed(scene, [scene.session_id, full], context)
    assert await everything() == before


async def test_nothing_is_placed_as_anything_but_pending_or_arrived(scene: Scene, context: Context) -> None:
    before = await everything()
    with pytest.raises(IllegalMoveError):
        await placed(scene, [scene.session_id], context, NO_SHOW)
    assert await everything() == before
