"""A night that breaks off anywhere, and is done again when its lease has ended, ends as if nothing had been (R35)."""

import re
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from server.database.write_transaction import write_transaction
from server.rules.vocabulary import PassType
from server.services.absence.claim_night import LEASE
from server.services.absence.nights import run_by_hand, run_due_nights
from server.services.actor import SYSTEM
from server.services.context import Context
from server.settings import Settings
from server.tables.courses import ClassSession
from server.tables.desk import StaffNote
from server.tables.nights import JobRun
from server.tables.outbox import OutboxMessage
from server.tables.passes import ClassRegistration, PunchEntry
from server.tables.reservations import ReservationEvent, SessionReservation
from tests import actors
from tests.absences import DAY, NIGHT, runs
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS, empty_database
from tests.builders import STARTS_AT, add_customer, add_pass, add_session
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.power_cut import PowerCut, power_cut_before
from tests.readings import Rows, bookings
from tests.scene import Scene, booked, open_scene

State = dict[str, list[str]]

TOUCHED = (
    ClassSession,
    ClassRegistration,
    SessionReservation,
    PunchEntry,
    ReservationEvent,
    StaffNote,
    OutboxMessage,
    JobRun,
)
WHICH_TRY = {"holder", "lease_until", "recipient"}
"""The last, since no two people of these tests have the same address."""

NOBODY_NAMES = {"punch_entry", "reservation_event", "staff_note", "outbox_message", "job_run"}
"""Their ids are named by no other row, and an insert that comes to nothing may use one up."""


async def open_studios(context: Context, clock: MovableClock) -> None:
    """Two studios; in each somebody misses a class on each kind of pass, one with a grace; somebody comes, and has
    an old pass that runs out."""
    clock.set(AN_HOUR_BEFORE_CLASS)
    async with write_transaction():
        for zone in ("America/New_York", "America/Toronto"):
            await open_studio(zone, context)


async def open_studio(zone: str, context: Context) -> None:
    scene = await open_scene(timezone=zone)
    ahead = [await add_session(scene.course_id, STARTS_AT + days * DAY) for days in (1, 2)]
    await people(scene, [scene.session_id, *ahead], context)
    came = await add_customer(scene.studio_id)
    its_pass = await add_pass(came, scene.studio_id, scene.course_id)
    await add_pass(came, scene.studio_id, scene.course_id, valid_until=date(2026, 2, 20))
    made = [await booked(its_pass, each, actors.customer(came), context) for each in (scene.session_id, ahead[0])]
    await scene.scan(made[0].code, context, f"came to {zone}")


async def people(scene: Scene, sessions: list[int], context: Context) -> None:
    for pass_type, grace in (
        (PassType.PUNCH_PASS, 0),
        (PassType.UNLIMITED_SERIES, 0),
        (PassType.FULL_COURSE, None),
        (PassType.PUNCH_PASS, 24),
    ):
        who = await add_customer(scene.studio_id)
        its_pass = await add_pass(
            who, scene.studio_id, scene.course_id, pass_type=pass_type, absence_grace_period=grace
        )
        for session in sessions:
            await booked(its_pass, session, actors.customer(who), context)


async def end_state() -> State:
    """Return what the night touches, without what may differ: when, in which try, and the ids that nobody names."""
    state: State = {}
    for table in TOUCHED:
        rows: Rows = await table.select()
        state[table._meta.tablename] = sorted(str(_lasting(table._meta.tablename, row)) for row in rows)
    return state


def _lasting(table: str, row: dict[str, Any]) -> dict[str, Any]:
    left_out = WHICH_TRY | ({"id"} if table in NOBODY_NAMES else set())
    return {name: _undated(value) for name, value in row.items() if name not in left_out}


def _undated(value: object) -> object:
    if isinstance(value, datetime):
        return "an instant"
    return re.sub(r":\d{8}T[\d.]+$", "", value) if isinstance(value, str) else value


async def undisturbed(given: Settings, context: Context, clock: MovableClock) -> State:
    async with empty_database(given):
        await open_studios(context, clock)
        clock.set(NIGHT)
        await run_due_nights(context)
        return await end_state()


async def test_a_night_cut_off_at_any_statement_is_finished_by_the_next_tick_after_its_lease(
    app_settings: Settings, context: Context, clock: MovableClock
) -> None:
    expected = await undisturbed(app_settings, context, clock)
    for statement in count(1):
        async with empty_database(app_settings):
            await open_studios(context, clock)
            clock.set(NIGHT)
            was_cut = await is_cut(statement, context)
            clock.set(NIGHT + LEASE)
            await run_due_nights(context)
            assert await end_state() == expected, f"cut before statement {statement}"
            assert broken_invariants(await bookings(), clock.now()) == []
        if not was_cut:
            break
    assert statement > 40


async def is_cut(statement: int, context: Context) -> bool:
    try:
        with power_cut_before(statement):
            await run_due_nights(context)
    except PowerCut:
        return True
    return False


async def test_a_night_cut_off_again_and_again_comes_to_its_end_all_the_same(
    app_settings: Settings, context: Context, clock: MovableClock
) -> None:
    """Each server dies a few statements after it has begun, and gets a little farther."""
    expected = await undisturbed(app_settings, context, clock)
    async with empty_database(app_settings):
        await open_studios(context, clock)
        for dead in count(1):
            clock.set(NIGHT + dead * LEASE)
            if not await is_cut(10 + 3 * dead, context):
                break
        assert await end_state() == expected
        assert dead > 3


@pytest.mark.parametrize("statement", [5, 15, 25])
async def test_a_run_by_hand_that_broke_off_is_made_up_for_by_the_night(
    app_settings: Settings, context: Context, clock: MovableClock, statement: int
) -> None:
    """R33: its run is left unfinished, and the clock's own night asks for what was not acted on."""
    expected = await undisturbed(app_settings, context, clock)
    async with empty_database(app_settings):
        await open_studios(context, clock)
        clock.set(NIGHT - timedelta(minutes=30))
        with pytest.raises(PowerCut), power_cut_before(statement):
            await run_by_hand(None, clock.now(), SYSTEM, context)
        clock.set(NIGHT)
        await run_due_nights(context)
        assert {**await end_state(), "job_run": []} == {**expected, "job_run": []}
        assert [row["kind"] for row in await runs() if row["finished_at"] is None] == ["BY_HAND"]
        assert [row["kind"] for row in await runs()][-2:] == ["NIGHTLY", "NIGHTLY"]
