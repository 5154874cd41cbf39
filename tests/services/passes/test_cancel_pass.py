"""A pass is cancelled: what it has booked falls without a punch, once (R8)."""

import json

import pytest

from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.passes.read_status import registration_status
from tests.absences import booked_in, statuses
from tests.builders import STARTS_AT, TWO_HOURS
from tests.movable_clock import MovableClock
from tests.readings import WrittenAct, acts, everything, ledger_of, messages, punches_left, seats_taken, status_of
from tests.scene import Scene
from tests.services.passes.changes import WHY, cancel, done

PENDING, CANCELLED = ReservationStatus.PENDING, ReservationStatus.CANCELLED


async def test_all_that_it_has_booked_falls_and_its_ledger_stays(scene: Scene, context: Context) -> None:
    reservations = [(await scene.book(context)).id, await booked_in(2, scene, context)]
    with pytest.raises(ConflictError, match="would cancel 2 bookings of the pass"):
        await cancel(scene.pass_id, context)
    assert await statuses(reservations) == [PENDING, PENDING]
    cancelled = done(await cancel(scene.pass_id, context, confirm=True))
    assert (cancelled.status, [each.reservation_id for each in cancelled.cancelled]) == ("cancelled", reservations)
    assert await statuses(reservations) == [CANCELLED, CANCELLED]
    assert await seats_taken(scene.session_id) == 0
    assert (await ledger_of(scene.pass_id), await punches_left(scene.pass_id)) == ([], 8)
    [*_, message] = await messages()
    facts = json.loads(message["facts"])
    assert (message["kind"], facts["why"], facts["reservationIds"]) == ("PASS_CHANGED", "CANCELLED", reservations)


async def test_it_is_written_down_once(scene: Scene, context: Context) -> None:
    first = done(await cancel(scene.pass_id, context))
    before = await everything()
    assert done(await cancel(scene.pass_id, context)) == first
    assert await everything() == before
    facts = {"sessionsRemaining": 8, "cancelled": 0}
    assert await acts() == [
        WrittenAct("PASS_CANCELLED", "CLASS_REGISTRATION", scene.pass_id, "staff:7", "API", WHY, facts)
    ]


async def test_it_books_nothing_more_and_says_why(scene: Scene, context: Context) -> None:
    """R7."""
    await cancel(scene.pass_id, context)
    with pytest.raises(AssertionError, match="pass_not_valid"):
        await scene.book(context)
    status = await registration_status(scene.pass_id, scene.customer, context)
    assert (status.status, status.warnings) == ("cancelled", ["This pass is cancelled"])


async def test_what_is_over_is_left_to_the_sweep(scene: Scene, context: Context, clock: MovableClock) -> None:
    """R32."""
    reservation = (await scene.book(context)).id
    clock.set(STARTS_AT + TWO_HOURS)
    assert done(await cancel(scene.pass_id, context)).cancelled == []
    assert await status_of(reservation) is PENDING
