"""What can be booked, and why not: the answer is the one that booking would give now."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.contract.base import DateSpan
from server.contract.reservations import AvailableSession
from server.rules.vocabulary import Refusal, ReservationStatus
from server.services.actor import Actor
from server.services.booking.availability import available, calendar
from server.services.booking.booking_facts import read_pass, sessions_between
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.tables.courses import ClassStep
from tests.builders import (
    STARTS_AT,
    add_course,
    add_customer,
    add_pass,
    add_reservation,
    add_session,
    add_step,
)
from tests.movable_clock import MovableClock
from tests.readings import everything, statements
from tests.scene import Scene, open_scene
from tests.services.booking.flaws import FLAWS, Flaw

CLASS_DAY = date(2026, 3, 2)
THAT_DAY = DateSpan(CLASS_DAY, CLASS_DAY)
THAT_WEEK = DateSpan(CLASS_DAY, CLASS_DAY + timedelta(days=6))

LISTED = [row for row in FLAWS if row[1] not in (Refusal.SESSION_NOT_COVERED, Refusal.PART_REQUIRED)]
"""The flaws of a class that is listed, and not with parts to choose from."""


async def test_a_class_that_can_be_booked_says_so_with_its_facts(scene: Scene, context: Context) -> None:
    await add_reservation(scene.pass_id, await add_session(scene.course_id, STARTS_AT - timedelta(days=7)))
    [session] = await available(scene.pass_id, THAT_DAY, scene.customer, context)
    assert (session.session_id, session.course_name) == (scene.session_id, "Pottery")
    assert (session.reservable, session.refusal, session.refusal_message) == (True, None, None)
    assert (session.local_date, session.local_start) == (CLASS_DAY, "16:00")
    assert (session.capacity, session.seats_left) == (10, 10)


@pytest.mark.parametrize(("flaw", "expected"), LISTED, ids=[flaw.__name__ for flaw, _ in LISTED])
async def test_the_refusal_is_the_one_that_booking_gives(
    scene: Scene, context: Context, clock: MovableClock, flaw: Flaw, expected: Refusal
) -> None:
    await flaw(scene, context, clock)
    session = await the_class(scene, scene.customer, context)
    assert (session.reservable, session.refusal) == (False, expected)
    assert session.refusal_message


async def test_only_classes_of_the_passes_courses_are_listed(scene: Scene, context: Context) -> None:
    await add_session(await add_course(scene.studio_id, "Glass"))
    assert [s.course_name for s in await available(scene.pass_id, THAT_DAY, scene.customer, context)] == ["Pottery"]


async def test_a_pass_for_no_course_lists_nothing(scene: Scene, context: Context) -> None:
    empty_pass = await add_pass(scene.customer_id, scene.studio_id)
    assert await available(empty_pass, THAT_DAY, scene.customer, context) == []


async def test_a_makeup_names_the_parts_that_it_can_be_booked_for(scene: Scene, context: Context) -> None:
    done, missed, ahead = [await add_step(scene.course_id, position) for position in (1, 2, 3)]
    await attended(scene, done)
    makeup = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), is_makeup=True)
    sessions = await available(scene.pass_id, THAT_WEEK, scene.customer, context)
    [session] = [session for session in sessions if session.session_id == makeup]
    assert (session.is_makeup, session.reservable, session.refusal) == (True, True, None)
    assert [part.step_id for part in session.part_choices] == [missed, ahead]


async def test_a_makeup_for_which_every_part_is_done_is_refused_as_done(scene: Scene, context: Context) -> None:
    await attended(scene, await add_step(scene.course_id, 1))
    await add_session(scene.course_id, STARTS_AT + timedelta(days=1), is_makeup=True)
    [*_, makeup] = await available(scene.pass_id, THAT_WEEK, scene.customer, context)
    assert (makeup.refusal, makeup.part_choices) == ("part_already_attended", [])


async def test_a_full_makeup_is_full_to_who_still_needs_a_part(scene: Scene, context: Context) -> None:
    """And not refused because another part is done."""
    await attended(scene, await add_step(scene.course_id, 1))
    await add_step(scene.course_id, 2)
    await add_session(scene.course_id, STARTS_AT + timedelta(days=1), is_makeup=True, capacity=0)
    [*_, makeup] = await available(scene.pass_id, THAT_WEEK, scene.customer, context)
    assert (makeup.refusal, makeup.part_choices) == ("session_full", [])


async def test_a_makeup_of_a_course_without_parts_is_a_class_like_any_other(scene: Scene, context: Context) -> None:
    makeup = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), is_makeup=True)
    [*_, session] = await available(scene.pass_id, THAT_WEEK, scene.customer, context)
    assert (session.session_id, session.reservable) == (makeup, True)


async def test_a_class_of_an_archived_part_is_answered_and_not_offered(scene: Scene, context: Context) -> None:
    part = await add_step(scene.course_id, 1)
    session_id = await add_session(scene.course_id, STARTS_AT + timedelta(days=1), step_id=part)
    await ClassStep.update({ClassStep.archived_at: context.now()}).where(ClassStep.id == part)
    [*_, session] = await available(scene.pass_id, THAT_WEEK, scene.customer, context)
    assert (session.session_id, session.reservable) == (session_id, False)


async def test_staff_are_told_what_staff_could_book(scene: Scene, context: Context, clock: MovableClock) -> None:
    clock.set(STARTS_AT)
    assert (await the_class(scene, scene.customer, context)).refusal == "session_started"
    assert (await the_class(scene, scene.staff, context)).refusal is None


async def test_a_taken_seat_is_counted(scene: Scene, context: Context) -> None:
    await scene.book(context)
    assert (await the_class(scene, scene.customer, context)).seats_left == 9


async def test_the_opening_of_booking_is_told_where_there_is_one(database: None, context: Context) -> None:
    scene = await open_scene(settings={"booking_opens_days": 14})
    assert (await the_class(scene, scene.customer, context)).opens_at == STARTS_AT - timedelta(days=14)


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        (date(2026, 3, 2), datetime(2026, 3, 2, 5, tzinfo=UTC), datetime(2026, 3, 3, 5, tzinfo=UTC)),
        (date(2026, 3, 8), datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)),
    ],
)
async def test_a_day_is_the_studios_own_on_dst_days_too(
    scene: Scene, context: Context, day: date, begins: datetime, ends: datetime
) -> None:
    second = timedelta(seconds=1)
    _before, first, last, _after = [
        await add_session(scene.course_id, instant) for instant in (begins - second, begins, ends - second, ends)
    ]
    sessions = await available(scene.pass_id, DateSpan(day, day), scene.customer, context)
    listed = [session.session_id for session in sessions if session.session_id != scene.session_id]
    assert listed == [first, last]
    assert {session.local_date for session in sessions} == {day}


async def test_a_calendar_has_the_classes_and_the_reservations_of_its_span(scene: Scene, context: Context) -> None:
    booked_class = await scene.book(context)
    next_week = await add_session(scene.course_id, STARTS_AT + timedelta(days=7))
    await add_reservation(scene.pass_id, next_week)
    shown = await calendar(scene.pass_id, THAT_DAY, scene.customer, context)
    assert [session.session_id for session in shown.sessions] == [scene.session_id]
    assert shown.sessions[0].refusal == "already_reserved"
    assert shown.reservations == [booked_class]


async def test_a_calendar_shows_what_was_cancelled_and_nothing_of_another_pass(scene: Scene, context: Context) -> None:
    given_up = await add_reservation(scene.pass_id, scene.session_id, ReservationStatus.CANCELLED)
    other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
    await add_reservation(other_pass, scene.session_id)
    shown = await calendar(scene.pass_id, THAT_DAY, scene.customer, context)
    assert [reservation.id for reservation in shown.reservations] == [given_up.id]


async def test_others_passes_do_not_exist(scene: Scene, context: Context) -> None:
    for stranger in await scene.strangers():
        with pytest.raises(NotFoundError, match="class registration"):
            await available(scene.pass_id, THAT_DAY, stranger, context)
        with pytest.raises(NotFoundError, match="class registration"):
            await calendar(scene.pass_id, THAT_DAY, stranger, context)


async def test_looking_writes_nothing(scene: Scene, context: Context) -> None:
    await scene.book(context)
    before = await everything()
    await calendar(scene.pass_id, THAT_WEEK, scene.customer, context)
    assert await everything() == before


async def test_fifty_classes_cost_as_many_statements_as_five(scene: Scene, context: Context) -> None:
    part = await add_step(scene.course_id, 1)
    counts = []
    for wanted in (5, 50):
        sessions = len(await available(scene.pass_id, THAT_WEEK, scene.customer, context))
        for hour in range(sessions, wanted):
            session_id = await add_session(scene.course_id, STARTS_AT + timedelta(hours=hour), is_makeup=hour % 2 == 0)
            their_pass = await add_pass(await add_customer(scene.studio_id), scene.studio_id, scene.course_id)
            await add_reservation(their_pass, session_id, step_id=part)
        with statements() as asked:
            assert len((await calendar(scene.pass_id, THAT_WEEK, scene.customer, context)).sessions) == wanted
        counts.append(len(asked))
    assert counts[0] == counts[1]


async def test_years_of_finished_classes_are_not_read(scene: Scene, context: Context) -> None:
    """Only what a rule asks about: what is open, what has a part, and other seats in the classes that are listed."""
    part = await add_step(scene.course_id, 1)
    other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
    for week in range(1, 4):
        finished = await add_session(scene.course_id, STARTS_AT - timedelta(weeks=week))
        await add_reservation(scene.pass_id, finished, ReservationStatus.ATTENDED)
        elsewhere = await add_session(scene.course_id, STARTS_AT - timedelta(weeks=week, hours=3))
        await add_reservation(other_pass, elsewhere, ReservationStatus.PENDING)
    done = await add_session(scene.course_id, STARTS_AT - timedelta(weeks=4), step_id=part)
    await add_reservation(scene.pass_id, done, ReservationStatus.ATTENDED, step_id=part)
    unsettled = await add_session(scene.course_id, STARTS_AT - timedelta(weeks=5))
    await add_reservation(scene.pass_id, unsettled, ReservationStatus.PENDING)
    await add_reservation(other_pass, scene.session_id, ReservationStatus.CHECKED_IN)
    facts = await read_pass(scene.pass_id, scene.customer, sessions_between(scene.pass_id, THAT_WEEK))
    assert {held.session_id for held in facts.held} == {scene.session_id, done, unsettled}
    assert [held.on_this_pass for held in facts.held if held.session_id == scene.session_id] == [False]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 2)])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_another_seat_in_a_class_is_seen_in_every_zone(
    database: None, context: Context, zone: str, day: date
) -> None:
    """R14: on the first and on the last minutes of a local day that is far from UTC's."""
    local = ZoneInfo(zone)
    scene = await open_scene(timezone=zone, starts_at=datetime(2026, 3, 9, tzinfo=UTC))
    other_pass = await add_pass(scene.customer_id, scene.studio_id, scene.course_id)
    for at in (time(0, 0), time(23, 59)):
        session_id = await add_session(scene.course_id, datetime.combine(day, at, local).astimezone(UTC))
        await add_reservation(other_pass, session_id, ReservationStatus.CHECKED_IN)
    listed = await available(scene.pass_id, DateSpan(day, day), scene.staff, context)
    facts = await read_pass(scene.pass_id, scene.staff, sessions_between(scene.pass_id, DateSpan(day, day)))
    assert {session.session_id for session in listed} == {held.session_id for held in facts.held}


async def the_class(scene: Scene, actor: Actor, context: Context) -> AvailableSession:
    sessions = await available(scene.pass_id, THAT_DAY, actor, context)
    return next(session for session in sessions if session.session_id == scene.session_id)


async def attended(scene: Scene, part: int) -> None:
    last_week = await add_session(scene.course_id, STARTS_AT - timedelta(days=7), step_id=part)
    await add_reservation(scene.pass_id, last_week, ReservationStatus.ATTENDED, step_id=part)
