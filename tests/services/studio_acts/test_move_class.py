"""A class moved by the studio: seats stay, arrivals go back with their punch, everybody is told once (R38)."""

import json
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from server.contract.sessions import ClassSession, ClassSessionChange
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.outcomes import Declined, InvalidFieldError
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.read_sessions import read_session
from server.services.studio_acts.cancel_class import cancel_class
from server.tables import courses as tables
from tests import actors
from tests.builders import STARTS_AT, TWO_HOURS, add_customer, add_pass, add_reservation, add_session
from tests.invariants import broken_invariants
from tests.movable_clock import MovableClock
from tests.readings import (
    Event,
    Punch,
    WrittenAct,
    acts,
    bookings,
    events_of,
    everything,
    ledger_of,
    messages,
    punches_left,
    reservation_row,
    seats_taken,
    statements,
    status_of,
)
from tests.scene import Scene, booked, moved, refusal
from tests.services.studio_acts.test_cancel_class import FLU

SECOND: Final = timedelta(seconds=1)
DAY: Final = timedelta(days=1)
ADMIN: Final = actors.admin(7)
TOMORROW: Final = STARTS_AT + DAY


def to(starts_at: datetime) -> ClassSessionChange:
    """Two hours from another instant on."""
    return ClassSessionChange(starts_at=starts_at, ends_at=starts_at + TWO_HOURS, reason="No power today")


def done(outcome: ClassSession | Declined) -> ClassSession:
    assert isinstance(outcome, ClassSession), outcome
    return outcome


async def move(session_id: int, starts_at: datetime, context: Context) -> ClassSession:
    """Move a class, and insist that it worked."""
    return done(await change_session(session_id, to(starts_at), ADMIN, context))


async def told_of() -> list[dict[str, object]]:
    return [json.loads(message["facts"]) for message in await messages() if message["kind"] == "CLASS_MOVED"]


async def test_a_seat_moves_with_its_class_and_its_owner_is_told(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    before = await reservation_row(reservation.id)
    session = await move(scene.session_id, TOMORROW, context)
    assert (session.starts_at, session.ends_at, session.seats_taken) == (TOMORROW, TOMORROW + TWO_HOURS, 1)
    assert await reservation_row(reservation.id) == before
    assert await told_of() == [
        {
            "reservationId": reservation.id,
            "oldStartsAt": "2026-03-02T21:00:00Z",
            "startsAt": "2026-03-03T21:00:00Z",
        }
    ]
    [*_, message] = await messages()
    assert message["studio"] == scene.studio_id


async def test_the_same_code_opens_the_door_at_the_new_time(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    reservation = await scene.book(context)
    await move(scene.session_id, TOMORROW, context)
    assert (await scene.scan(reservation.code, context, "today")).verdict == "too_early"
    clock.set(TOMORROW)
    assert (await scene.scan(reservation.code, context, "tomorrow")).verdict == "ok"


async def test_an_arrival_is_taken_back_with_its_punch(scene: Scene, context: Context) -> None:
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.CHECKED_IN, context.now(), scene.staff)
    await move(scene.session_id, TOMORROW, context)
    row = await reservation_row(reservation.id)
    assert (row["status"], row["checked_in_at"], row["checked_in_by"]) == ("PENDING", None, None)
    assert await ledger_of(scene.pass_id) == [
        Punch("CHECK_IN", -1, reservation.id, f"staff:{scene.staff_id}", None, live=False),
        Punch("REVERSAL", 1, reservation.id, "staff:7", "No power today", live=True),
    ]
    [*_, event] = await events_of(reservation.id)
    assert event == Event("CHECKED_IN", "PENDING", "staff:7", "API", "No power today")
    assert broken_invariants(await bookings()) == []


async def test_who_was_confirmed_before_the_class_stays_so(scene: Scene, context: Context) -> None:
    """§6 has no way back from ATTENDED: the seat stays paid and theirs."""
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.ATTENDED, context.now(), scene.staff)
    await move(scene.session_id, TOMORROW, context)
    assert (await status_of(reservation.id), await punches_left(scene.pass_id)) == (ReservationStatus.ATTENDED, 7)


@pytest.mark.parametrize("status", [ReservationStatus.CANCELLED, ReservationStatus.AUTO_CANCELLED])
async def test_who_had_left_is_not_told(scene: Scene, context: Context, status: ReservationStatus) -> None:
    await add_reservation(scene.pass_id, scene.session_id, status)
    await move(scene.session_id, TOMORROW, context)
    assert await messages() == []


async def test_who_moved_it_from_where_to_where_and_why_is_kept(scene: Scene, context: Context) -> None:
    await scene.book(context)
    await move(scene.session_id, TOMORROW, context)
    facts = {
        "oldStartsAt": "2026-03-02T21:00:00Z",
        "oldEndsAt": "2026-03-02T23:00:00Z",
        "startsAt": "2026-03-03T21:00:00Z",
        "endsAt": "2026-03-03T23:00:00Z",
        "told": 1,
    }
    assert await acts() == [
        WrittenAct("CLASS_MOVED", "CLASS_SESSION", scene.session_id, "staff:7", "API", "No power today", facts)
    ]


async def test_people_are_reminded_anew_of_a_class_that_is_moved(scene: Scene, context: Context) -> None:
    """R39."""
    table = tables.ClassSession
    await table.update({table.reminded_at: context.now()}).where(table.id == scene.session_id)
    done(await change_session(scene.session_id, ClassSessionChange(room="Studio 2"), ADMIN, context))
    assert await table.select(table.reminded_at) == [{"reminded_at": context.now()}]
    await move(scene.session_id, TOMORROW, context)
    assert await table.select(table.reminded_at) == [{"reminded_at": None}]


async def test_each_of_several_moves_is_told(scene: Scene, context: Context, clock: MovableClock) -> None:
    await scene.book(context)
    for starts_at in (TOMORROW, STARTS_AT, TOMORROW):
        clock.advance(SECOND)
        await move(scene.session_id, starts_at, context)
    assert [facts["startsAt"] for facts in await told_of()] == [
        "2026-03-03T21:00:00Z",
        "2026-03-02T21:00:00Z",
        "2026-03-03T21:00:00Z",
    ]


async def test_another_end_alone_is_recorded_and_disturbs_nobody(scene: Scene, context: Context) -> None:
    """Who has come is there already, and nobody has to come at another time."""
    reservation = await scene.book(context)
    await moved(reservation.id, ReservationStatus.CHECKED_IN, context.now(), scene.staff)
    asked = ClassSessionChange(ends_at=STARTS_AT + timedelta(hours=3))
    assert done(await change_session(scene.session_id, asked, ADMIN, context)).ends_at == asked.ends_at
    assert await status_of(reservation.id) is ReservationStatus.CHECKED_IN
    assert await told_of() == []
    [act] = await acts()
    assert (act.action, act.facts["endsAt"], act.facts["told"]) == ("CLASS_MOVED", "2026-03-03T00:00:00Z", 0)


async def test_the_time_as_it_stands_is_no_move(scene: Scene, context: Context) -> None:
    await scene.book(context)
    before = await everything()
    new_york = STARTS_AT.astimezone(ZoneInfo("America/New_York"))
    asked = ClassSessionChange(starts_at=new_york, ends_at=STARTS_AT + TWO_HOURS)
    done(await change_session(scene.session_id, asked, ADMIN, context))
    assert await everything() == before


@pytest.mark.parametrize("late", [timedelta(), SECOND])
async def test_a_class_that_has_started_is_not_moved(
    scene: Scene, context: Context, clock: MovableClock, late: timedelta
) -> None:
    await scene.book(context)
    clock.set(STARTS_AT + late)
    before = await everything()
    for asked in (to(TOMORROW), ClassSessionChange(ends_at=STARTS_AT + timedelta(hours=3))):
        assert refusal(await change_session(scene.session_id, asked, ADMIN, context)) == "session_started"
    assert await everything() == before
    renamed = ClassSessionChange(starts_at=STARTS_AT, room="Studio 2")
    assert done(await change_session(scene.session_id, renamed, ADMIN, context)).room == "Studio 2"


async def test_a_class_is_moved_one_second_before_it_starts(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    clock.set(STARTS_AT - SECOND)
    assert (await move(scene.session_id, TOMORROW, context)).starts_at == TOMORROW


async def test_a_cancelled_class_is_not_moved(scene: Scene, context: Context) -> None:
    await cancel_class(scene.session_id, FLU, ADMIN, context)
    before = await everything()
    assert refusal(await change_session(scene.session_id, to(TOMORROW), ADMIN, context)) == "session_cancelled"
    assert await everything() == before


@pytest.mark.parametrize("early", [timedelta(), SECOND, timedelta(days=400)])
async def test_a_class_is_not_moved_into_the_past(scene: Scene, context: Context, early: timedelta) -> None:
    before = await everything()
    with pytest.raises(InvalidFieldError, match="startsAt"):
        await change_session(scene.session_id, to(context.now() - early), ADMIN, context)
    assert await everything() == before
    assert (await move(scene.session_id, context.now() + SECOND, context)).starts_at == context.now() + SECOND


async def test_a_move_that_is_refused_moves_nothing_else_either(scene: Scene, context: Context) -> None:
    before = await everything()
    asked = ClassSessionChange(starts_at=TOMORROW, room="Studio 2", capacity=3)
    with pytest.raises(InvalidFieldError, match="endsAt"):
        await change_session(scene.session_id, asked, ADMIN, context)
    assert await everything() == before


async def test_a_neighbouring_class_and_its_people_stay(scene: Scene, context: Context) -> None:
    later = await add_session(scene.course_id, STARTS_AT + 7 * DAY)
    other = await scene.book(context, later)
    before = await reservation_row(other.id)
    await move(scene.session_id, TOMORROW, context)
    assert await reservation_row(other.id) == before
    assert ((await read_session(later)).starts_at, await seats_taken(later)) == (STARTS_AT + 7 * DAY, 1)


async def test_a_full_hall_costs_no_more_statements_than_two_people(scene: Scene, context: Context) -> None:
    large = await add_session(scene.course_id, STARTS_AT, capacity=40)
    for session_id, people in ((scene.session_id, 2), (large, 40)):
        for _ in range(people):
            customer_id = await add_customer(scene.studio_id)
            pass_id = await add_pass(customer_id, scene.studio_id, scene.course_id)
            made = await booked(pass_id, session_id, actors.customer(customer_id), context)
            await moved(made.id, ReservationStatus.CHECKED_IN, context.now())
    with statements() as for_two:
        await move(scene.session_id, TOMORROW, context)
    with statements() as for_many:
        await move(large, TOMORROW, context)
    assert (len(for_many), len(await told_of())) == (len(for_two), 42)
