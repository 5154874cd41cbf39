"""What speaks against an override: the same as against a booking, but for the window and the limit (R36)."""

from datetime import timedelta

import pytest

from server.rules.vocabulary import OverrideAction, ReservationStatus
from server.services.absence.nights import run_due_nights
from server.services.context import Context
from server.tables.courses import ClassSession
from server.tables.passes import ClassRegistration
from tests.builders import STARTS_AT, add_pass, add_session, add_step
from tests.movable_clock import MovableClock
from tests.readings import (
    everything,
)
from tests.scene import Scene, booked, moved, open_scene, refusal
from tests.services.absence.aftermath import (
    DAY,
    NIGHT,
    Aftermath,
    an_admin,
    answers,
    done,
    fill,
    night_after,
)

REINSTATE, EXCUSE, ATTENDED = OverrideAction
PENDING = ReservationStatus.PENDING
AUTO_CANCELLED = ReservationStatus.AUTO_CANCELLED
MISSED = "Missed Pottery, Mon 2 Mar 2026, 16:00"


@pytest.fixture
async def after(scene: Scene, context: Context, clock: MovableClock) -> Aftermath:
    """Monday's class was missed, Tuesday's and Wednesday's were released; it is 01:00 on Tuesday."""
    return await night_after(scene, context, clock)


async def test_a_released_booking_is_not_marked_attended_without_a_seat_or_a_punch(
    after: Aftermath, context: Context
) -> None:
    """R9, R14, R18: nobody passes these."""
    tuesday, wednesday = after.released
    await booked(after.scene.pass_id, after.sessions[1], after.scene.customer, context)
    await fill(after, after.sessions[0], context)
    before = await everything()
    assert refusal(await after.override(tuesday, ATTENDED, context)) == "session_full"
    assert refusal(await after.override(wednesday, ATTENDED, context)) == "already_reserved"
    assert await everything() == before
    table = ClassRegistration
    await table.update({table.sessions_remaining: 0}).where(table.id == after.scene.pass_id)
    assert refusal(await after.override(tuesday, ATTENDED, context)) == "no_punches_left"


async def test_a_reinstatement_is_refused_where_the_session_has_filled(after: Aftermath, context: Context) -> None:
    """R18."""
    await fill(after, after.sessions[0], context)
    await refuses_to_reinstate(after, "session_full", context)


async def test_a_reinstatement_is_refused_where_the_customer_has_booked_again(
    after: Aftermath, context: Context
) -> None:
    """R14: also on another pass of theirs, and before the question whether a seat is left."""
    other = await add_pass(after.scene.customer_id, after.scene.studio_id, after.scene.course_id)
    await booked(other, after.sessions[0], after.scene.customer, context)
    await fill(after, after.sessions[0], context)
    await refuses_to_reinstate(after, "already_reserved", context)


async def test_a_reinstatement_is_refused_from_the_start_on(
    after: Aftermath, context: Context, clock: MovableClock
) -> None:
    """R13; a second before it is not."""
    clock.set(STARTS_AT + DAY)
    await refuses_to_reinstate(after, "session_started", context)
    clock.set(STARTS_AT + DAY - timedelta(seconds=1))
    done(await after.override(after.released[0], REINSTATE, context))


async def test_a_reinstatement_is_refused_where_no_punch_is_free(after: Aftermath, context: Context) -> None:
    """R16: a punch that another booking holds is not free."""
    table = ClassRegistration
    await table.update({table.sessions_remaining: 1}).where(table.id == after.scene.pass_id)
    done(await after.override(after.released[1], REINSTATE, context))
    await refuses_to_reinstate(after, "no_punches_left", context)


async def test_a_reinstatement_is_refused_where_the_class_was_cancelled_or_the_pass_ended(
    after: Aftermath, context: Context
) -> None:
    """R13."""
    table = ClassSession
    await table.update({table.cancelled_at: context.now()}).where(table.id == after.sessions[0])
    await refuses_to_reinstate(after, "session_cancelled", context)
    await ClassRegistration.update({ClassRegistration.cancelled_at: context.now()}).where(
        ClassRegistration.id == after.scene.pass_id
    )
    await refuses_to_reinstate(after, "pass_not_valid", context)


async def test_the_limit_is_waived(after: Aftermath, context: Context) -> None:
    """R36, R15: the customer has booked three others meanwhile."""
    for n in range(3, 6):
        session = await add_session(after.scene.course_id, STARTS_AT + n * DAY)
        await booked(after.scene.pass_id, session, after.scene.customer, context)
    assert len(answers(await after.override(after.missed, EXCUSE, context, cascade=True))) == 2
    assert await after.standing() == [PENDING, PENDING]


async def test_parts_in_order_come_back_when_the_one_before_is_attended(
    database: None, context: Context, clock: MovableClock
) -> None:
    """R17: excused, the first part is still to be attended; attended, the second is open again."""
    scene = await open_scene()
    first, second = [await add_step(scene.course_id, n, required_sequence=n == 2) for n in (1, 2)]
    await ClassSession.update({ClassSession.step: first}).where(ClassSession.id == scene.session_id)
    part_1 = await scene.book(context)
    await moved(part_1.id, ReservationStatus.CHECKED_IN, context.now())
    part_2 = await scene.book(context, await add_session(scene.course_id, STARTS_AT + DAY, step_id=second))
    await moved(part_1.id, ReservationStatus.NO_SHOW, context.now())
    clock.set(NIGHT)
    await run_due_nights(context)
    after = Aftermath(scene, part_1.id, (part_2.id,), (), await an_admin(), str(part_1.code))
    assert refusal(await after.override(part_2.id, REINSTATE, context)) == "previous_part_not_attended"
    assert answers(await after.override(part_1.id, ATTENDED, context)) == [(part_2.id, "ok")]


async def refuses_to_reinstate(after: Aftermath, code: str, context: Context) -> None:
    before = await everything()
    assert refusal(await after.override(after.released[0], REINSTATE, context)) == code
    assert await everything() == before
