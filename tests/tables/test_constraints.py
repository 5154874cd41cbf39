"""What the database itself refuses, whoever writes: raw inserts, and no service in between (R9, R14, R17, R18)."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from server.database.errors import broken_index
from server.rules.vocabulary import ReservationStatus
from server.tables.courses import ClassSession
from server.tables.reservations import SessionReservation
from tests.builders import LONG_AGO, add_pass, add_session, add_step
from tests.parts.engine import Engine, chosen_engine
from tests.readings import everything
from tests.scene import Scene, open_scene

OPEN = [ReservationStatus.PENDING, ReservationStatus.CHECKED_IN]
SEATED = [*OPEN, ReservationStatus.ATTENDED, ReservationStatus.NO_SHOW]
GONE = [ReservationStatus.CANCELLED, ReservationStatus.AUTO_CANCELLED]
ANY_REFUSAL = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)


def either(on_postgres: str, on_sqlite: str) -> str:
    """PostgreSQL names what was broken, SQLite its columns or its text."""
    return on_postgres if chosen_engine() is Engine.POSTGRES else on_sqlite


ONE_SEAT = either("one_seat_per_customer_and_session", "session_reservation.customer, session_reservation.session")
ONE_CONSUMPTION = either("one_live_consumption_per_reservation", "punch_entry.reservation_id")
SEATS = either("class_session_check", "seats_taken")


@pytest.fixture
async def scene(database: None) -> Scene:
    return await open_scene()


@asynccontextmanager
async def refused(constraint: str) -> AsyncIterator[None]:
    """The body is refused by this index, in PostgreSQL's words or in SQLite's; nothing has changed."""
    before = await everything()
    with pytest.raises(ANY_REFUSAL) as caught:
        yield
    assert constraint in str(caught.value)
    assert await everything() == before


@pytest.mark.parametrize("second", SEATED)
@pytest.mark.parametrize("first", SEATED)
async def test_a_customer_has_one_seat_in_a_session_whatever_the_pass(
    scene: Scene, first: ReservationStatus, second: ReservationStatus
) -> None:
    other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
    await insert_reservation(scene, first)
    async with refused(ONE_SEAT):
        await insert_reservation(scene, second, registration=other_pass)


@pytest.mark.parametrize("gone", GONE)
async def test_who_gave_the_seat_up_may_take_one_again(scene: Scene, gone: ReservationStatus) -> None:
    for status in (gone, gone, ReservationStatus.PENDING):
        await insert_reservation(scene, status)


async def test_a_part_may_be_booked_twice_for_staff_can_force_it(scene: Scene) -> None:
    """R19: R17 is the rule's, under the pass's lock, and no index's."""
    part = await add_step(scene.course_id, 1)
    for _ in range(2):
        session = await add_session(scene.course_id)
        await insert_reservation(scene, ReservationStatus.PENDING, step=part, session=session)


async def test_a_missed_part_may_be_taken_again_and_other_parts_beside_it(scene: Scene) -> None:
    part, other_part = await add_step(scene.course_id, 1), await add_step(scene.course_id, 2)
    await insert_reservation(scene, ReservationStatus.NO_SHOW, step=part)
    for step in (part, other_part):
        session = await add_session(scene.course_id)
        await insert_reservation(scene, ReservationStatus.PENDING, step=step, session=session)


async def test_reservations_without_a_part_do_not_meet(scene: Scene) -> None:
    for _ in range(2):
        session = await add_session(scene.course_id)
        await insert_reservation(scene, ReservationStatus.PENDING, session=session)


@pytest.mark.parametrize("second", ["CHECK_IN", "NO_SHOW", "WAIVE"])
@pytest.mark.parametrize("first", ["CHECK_IN", "NO_SHOW", "WAIVE"])
async def test_a_reservation_has_one_live_consumption(scene: Scene, first: str, second: str) -> None:
    await insert_punch(scene, first, reservation=1)
    async with refused(ONE_CONSUMPTION):
        await insert_punch(scene, second, reservation=1)


async def test_a_consumption_that_was_taken_back_makes_room_for_one(scene: Scene) -> None:
    await insert_punch(scene, "NO_SHOW", reservation=1)
    await SessionReservation.raw("UPDATE punch_entry SET reversed_at = {} WHERE reservation_id = 1", LONG_AGO)
    for kind in ("REVERSAL", "REVERSAL", "CHECK_IN"):
        await insert_punch(scene, kind, reservation=1)
    await insert_punch(scene, "CHECK_IN", reservation=2)


@pytest.mark.parametrize("seats", [-1, 11])
async def test_seats_taken_stay_between_none_and_all(scene: Scene, seats: int) -> None:
    async with refused(SEATS):
        await ClassSession.raw("UPDATE class_session SET seats_taken = {} WHERE id = {}", seats, scene.session_id)


async def test_a_capacity_does_not_fall_below_the_seats_taken(scene: Scene) -> None:
    await ClassSession.raw("UPDATE class_session SET seats_taken = 10 WHERE id = {}", scene.session_id)
    async with refused(SEATS):
        await ClassSession.raw("UPDATE class_session SET capacity = 9 WHERE id = {}", scene.session_id)


@pytest.mark.parametrize(
    ("column", "statement"),
    [
        ("sessions_remaining", "UPDATE class_registration SET sessions_remaining = -1"),
        ("pass_type", "UPDATE class_registration SET pass_type = 'FOR_LIFE'"),
        ("capacity", "UPDATE class_session SET capacity = -1, seats_taken = -1"),
        ("capacity", "UPDATE course SET capacity = -1"),
        ("duration_minutes", "UPDATE course SET duration_minutes = 0"),
        ("role", "UPDATE staff_member SET role = 'OWNER'"),
    ],
)
async def test_a_value_out_of_range_is_refused(scene: Scene, column: str, statement: str) -> None:
    async with refused(column):
        await ClassSession.raw(statement)


async def test_a_status_that_is_none_is_refused(scene: Scene) -> None:
    async with refused("status"):
        await ClassSession.raw(
            "INSERT INTO session_reservation (registration, session, customer, status, is_walk_in, code_generation,"
            " reserved_at) VALUES ({}, {}, {}, 'MAYBE', {}, 0, {})",
            scene.pass_id,
            scene.session_id,
            scene.customer_id,
            False,
            LONG_AGO,
        )


async def test_a_kind_of_punch_that_is_none_is_refused(scene: Scene) -> None:
    async with refused("kind"):
        await insert_punch(scene, "GIFT", reservation=1)


async def test_a_forgotten_instant_is_refused_and_not_made_up(scene: Scene) -> None:
    async with refused("starts_at"):
        await ClassSession.raw(
            "INSERT INTO class_session (course, is_makeup, ends_at, capacity, seats_taken) VALUES ({}, {}, {}, 1, 0)",
            scene.course_id,
            False,
            LONG_AGO,
        )


async def test_a_reservation_of_nothing_is_refused(scene: Scene) -> None:
    async with refused(either("session_reservation_session_fkey", "FOREIGN KEY")):
        await insert_reservation(scene, ReservationStatus.PENDING, session=4711)


async def test_what_has_reservations_is_not_deleted(scene: Scene) -> None:
    await insert_reservation(scene, ReservationStatus.PENDING)
    async with refused(either("session_reservation", "FOREIGN KEY")):
        await ClassSession.raw("DELETE FROM class_session WHERE id = {}", scene.session_id)


async def test_a_code_belongs_to_one_reservation(scene: Scene) -> None:
    for session in (scene.session_id, await add_session(scene.course_id)):
        await insert_reservation(scene, ReservationStatus.PENDING, session=session)
    async with refused("code_hash"):
        await ClassSession.raw("UPDATE session_reservation SET code_hash = 'the same'")


@pytest.mark.parametrize(
    ("index", "table", "columns"),
    [
        ("one_link_per_customer_and_studio", "customer_studio", "customer, studio"),
        ("one_link_per_staff_and_studio", "staff_studio", "staff, studio"),
        ("one_link_per_registration_and_course", "registration_course", "registration, course"),
    ],
)
async def test_a_link_is_there_once(scene: Scene, index: str, table: str, columns: str) -> None:
    async with refused(either(index, table)):
        await ClassSession.raw(f"INSERT INTO {table} ({columns}) VALUES (1, 1)")  # noqa: S608 - names of ours


async def test_a_broken_index_is_named_to_those_who_ask(scene: Scene) -> None:
    await insert_reservation(scene, ReservationStatus.PENDING)
    with pytest.raises(ANY_REFUSAL) as caught:
        await insert_reservation(scene, ReservationStatus.PENDING)
    assert broken_index(caught.value) == ONE_SEAT
    assert broken_index(ValueError("another one")) is None


async def insert_reservation(
    scene: Scene,
    status: ReservationStatus,
    *,
    registration: int | None = None,
    session: int | None = None,
    step: int | None = None,
) -> None:
    await SessionReservation.raw(
        "INSERT INTO session_reservation (registration, session, customer, step, status, is_walk_in, code_generation,"
        " reserved_at) VALUES ({}, {}, {}, {}, {}, {}, 0, {})",
        registration or scene.pass_id,
        session or scene.session_id,
        scene.customer_id,
        step,
        status.value,
        False,
        LONG_AGO,
    )


async def insert_punch(scene: Scene, kind: str, *, reservation: int) -> None:
    await SessionReservation.raw(
        "INSERT INTO punch_entry (registration, reservation_id, kind, delta, actor, at)"
        " VALUES ({}, {}, {}, 0, 'system', {})",
        scene.pass_id,
        reservation,
        kind,
        LONG_AGO,
    )
