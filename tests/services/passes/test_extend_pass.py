"""A pass gets another last date: what has run out comes back, what it no longer covers falls (R8, R9)."""

import json
from datetime import date, timedelta
from typing import Final

import pytest

from server.contract.reservations import MoveRequest
from server.contract.sessions import ClassSessionChange
from server.rules.vocabulary import ReservationStatus
from server.services.booking.move_reservation import move_reservation
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError
from server.services.setup.sessions.change_session import change_session
from server.tables.passes import ClassRegistration
from tests.absences import booked_in, statuses
from tests.builders import STARTS_AT, TWO_HOURS, add_session
from tests.movable_clock import MovableClock
from tests.readings import WrittenAct, acts, everything, messages
from tests.scene import Scene, agreed, refusal
from tests.services.passes.changes import ADMIN, WHY, cancel, done, extend, give_until

DAY: Final = timedelta(days=1)
TODAY: Final = date(2026, 3, 2)
PENDING, CANCELLED = ReservationStatus.PENDING, ReservationStatus.CANCELLED


async def test_a_longer_pass_books_longer(scene: Scene, context: Context) -> None:
    """R7."""
    await give_until(scene.pass_id, TODAY)
    extended = done(await extend(scene.pass_id, TODAY + 2 * DAY, context))
    assert (extended.valid_until, extended.cancelled) == (TODAY + 2 * DAY, [])
    await booked_in(2, scene, context)
    with pytest.raises(AssertionError, match="pass_not_valid"):
        await booked_in(3, scene, context)
    facts = {"oldValidUntil": "2026-03-02", "validUntil": "2026-03-04", "cancelled": 0}
    assert await acts() == [
        WrittenAct("PASS_EXTENDED", "CLASS_REGISTRATION", scene.pass_id, "staff:7", "API", WHY, facts)
    ]


async def test_a_shorter_pass_loses_the_bookings_after_its_new_end(scene: Scene, context: Context) -> None:
    """R8: the last date is inclusive."""
    on_the_last_day, after_it = await booked_in(2, scene, context), await booked_in(3, scene, context)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await extend(scene.pass_id, TODAY + 2 * DAY, context)
    assert refused.value.code == "would_cancel"
    assert await everything() == before
    shortened = done(await extend(scene.pass_id, TODAY + 2 * DAY, context, confirm=True))
    assert await statuses([on_the_last_day, after_it]) == [PENDING, CANCELLED]
    assert [each.reservation_id for each in shortened.cancelled] == [after_it]
    [*_, message] = await messages()
    facts = json.loads(message["facts"])
    assert (message["kind"], facts["why"], facts["last"]) == ("PASS_CHANGED", "SHORTENED", "2026-03-04")


async def test_a_class_that_the_studio_moved_past_the_end_keeps_its_seat_while_its_old_date_is_covered(
    scene: Scene, context: Context
) -> None:
    """R38: booked for Wednesday, moved to next week."""
    moved = await booked_in(2, scene, context)
    await give_until(scene.pass_id, TODAY + 4 * DAY)
    session_id = (await everything())["session_reservation"][0]["session"]
    later = STARTS_AT + 9 * DAY
    await change_session(session_id, ClassSessionChange(starts_at=later, ends_at=later + TWO_HOURS), ADMIN, context)
    done(await extend(scene.pass_id, TODAY + 2 * DAY, context))
    assert await statuses([moved]) == [PENDING]
    done(await extend(scene.pass_id, TODAY + DAY, context, confirm=True))
    assert await statuses([moved]) == [CANCELLED]


async def test_an_open_end_is_given_by_null(scene: Scene, context: Context) -> None:
    """R6."""
    await give_until(scene.pass_id, TODAY)
    assert done(await extend(scene.pass_id, None, context)).valid_until is None


async def test_the_same_date_again_writes_nothing(scene: Scene, context: Context) -> None:
    await extend(scene.pass_id, TODAY + DAY, context)
    before = await everything()
    assert done(await extend(scene.pass_id, TODAY + DAY, context)).valid_until == TODAY + DAY
    assert await everything() == before


async def test_what_is_over_does_not_fall(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R32: the sweep settles it."""
    reservation = (await scene.book(context)).id
    clock.set(STARTS_AT + TWO_HOURS)
    done(await extend(scene.pass_id, TODAY - DAY, context))
    assert await statuses([reservation]) == [PENDING]


async def test_an_end_before_the_beginning_is_refused(scene: Scene, context: Context) -> None:
    table = ClassRegistration
    await table.update({table.valid_from: TODAY}).where(table.id == scene.pass_id)
    with pytest.raises(InvalidFieldError, match="validUntil: may not be before the pass begins, 2026-03-02"):
        await extend(scene.pass_id, TODAY - DAY, context)
    assert done(await extend(scene.pass_id, TODAY, context)).valid_until == TODAY


async def test_a_cancelled_pass_stays_as_it_is(scene: Scene, context: Context) -> None:
    await cancel(scene.pass_id, context)
    before = await everything()
    assert refusal(await extend(scene.pass_id, TODAY, context)) == "pass_cancelled"
    assert await everything() == before


async def test_a_class_that_was_moved_within_the_old_validity_keeps_its_seat_past_the_new_one(
    scene: Scene, context: Context
) -> None:
    """R38: booked for Tuesday, moved to Saturday; the door would let in whom Tuesday's pass covers."""
    moved = await booked_in(1, scene, context)
    await give_until(scene.pass_id, TODAY + 9 * DAY)
    session_id = (await everything())["session_reservation"][0]["session"]
    later = STARTS_AT + 5 * DAY
    await change_session(session_id, ClassSessionChange(starts_at=later, ends_at=later + TWO_HOURS), ADMIN, context)
    assert done(await extend(scene.pass_id, TODAY + 2 * DAY, context)).cancelled == []
    assert await statuses([moved]) == [PENDING]


async def test_where_a_class_stood_before_the_booking_came_to_it_counts_for_nothing(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R38, R20: the class went from Wednesday to next week, and the booking came to it only then."""
    reservation = await scene.book(context)
    target = await add_session(scene.course_id, STARTS_AT + 2 * DAY)
    clock.advance(timedelta(minutes=1))
    later = STARTS_AT + 9 * DAY
    await change_session(target, ClassSessionChange(starts_at=later, ends_at=later + TWO_HOURS), ADMIN, context)
    clock.advance(timedelta(minutes=1))
    agreed(await move_reservation(reservation.id, MoveRequest(session_id=target), scene.staff, context))
    done(await extend(scene.pass_id, TODAY + 4 * DAY, context, confirm=True))
    assert await statuses([reservation.id]) == [CANCELLED]
