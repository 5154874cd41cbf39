"""A pass that changes while it is booked, and a change that is cut off: all of it, or nothing (R8, R35)."""

import asyncio
from datetime import date, timedelta
from itertools import count
from typing import Final

import pytest

from server.contract.pass_acts import AdjustRequest, ChangedPass, ExtendRequest, FreezeRequest, PassCancelRequest
from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.outcomes import Declined
from server.services.passes.adjust_punches import adjust_punches
from server.services.passes.cancel_pass import cancel_pass
from server.services.passes.extend_pass import extend_pass
from server.services.passes.freeze_pass import freeze_pass
from tests.absences import booked_in, statuses
from tests.invariants import broken_invariants
from tests.power_cut import PowerCut, power_cut_before
from tests.readings import acts, bookings, everything, messages, punches_left
from tests.scene import Scene
from tests.services.passes.changes import ADMIN, WHY

TODAY: Final = date(2026, 3, 2)
DAY: Final = timedelta(days=1)


async def frozen(pass_id: int, until: date, context: Context) -> ChangedPass | Declined:
    """Freeze a pass from today on. What others do at the same time may stand half in one table's rows just then."""
    asked = FreezeRequest(first=TODAY, until=until, reason=WHY, confirm=True)
    return await freeze_pass(pass_id, asked, ADMIN, context)


async def test_a_freeze_that_is_cut_off_has_changed_all_or_nothing(scene: Scene, context: Context) -> None:
    """Nothing until its last statement; then only its answer is still to be read."""
    reservations = [(await scene.book(context)).id, await booked_in(1, scene, context)]
    before = await everything()
    for statement in count(1):
        with pytest.raises(PowerCut), power_cut_before(statement):
            await frozen(scene.pass_id, TODAY + DAY, context)
        if await acts():
            break
        assert await everything() == before, f"cut before statement {statement}"
    assert statement > 9
    assert await statuses(reservations) == [ReservationStatus.CANCELLED] * 2
    assert [row["kind"] for row in await messages()][-1] == "PASS_CHANGED"
    assert broken_invariants(await bookings(), context.now()) == []


@pytest.mark.parametrize("attempt", range(3))
async def test_a_booking_at_the_same_time_falls_with_the_freeze_or_is_refused(
    scene: Scene, context: Context, attempt: int
) -> None:
    """Nothing is booked on a frozen date afterwards, whoever came first."""
    delay = attempt / 200

    async def freeze_soon() -> object:
        await asyncio.sleep(delay)
        return await frozen(scene.pass_id, TODAY, context)

    outcome, _ = await asyncio.gather(freeze_soon(), scene.book(context), return_exceptions=True)
    assert isinstance(outcome, ChangedPass), outcome
    rows = await bookings()
    standing = [row["status"] for row in rows["session_reservation"]]
    assert ReservationStatus.PENDING not in standing
    assert broken_invariants(rows, context.now()) == []


async def test_of_two_freezes_at_once_one_is_refused(scene: Scene, context: Context) -> None:
    await scene.book(context)
    outcomes = await asyncio.gather(*(frozen(scene.pass_id, TODAY, context) for _ in range(2)))
    assert sorted(type(one).__name__ for one in outcomes) == ["ChangedPass", "Declined"]
    told = [row for row in await messages() if row["kind"] == "PASS_CHANGED"]
    assert len(told) == 1


async def test_two_adjustments_at_once_both_count(scene: Scene, context: Context) -> None:
    """R9."""
    asked = [AdjustRequest(delta=delta, reason=WHY) for delta in (-3, -4)]
    await asyncio.gather(*(adjust_punches(scene.pass_id, one, ADMIN, context) for one in asked))
    assert await punches_left(scene.pass_id) == 1
    assert broken_invariants(await bookings(), context.now()) == []


async def test_a_pass_is_shortened_and_cancelled_at_once_and_tells_of_each_booking_once(
    scene: Scene, context: Context
) -> None:
    reservations = [(await scene.book(context)).id, await booked_in(1, scene, context)]
    await asyncio.gather(
        extend_pass(scene.pass_id, ExtendRequest(valid_until=TODAY, reason=WHY, confirm=True), ADMIN, context),
        cancel_pass(scene.pass_id, PassCancelRequest(reason=WHY, confirm=True), ADMIN, context),
    )
    assert set(await statuses(reservations)) == {ReservationStatus.CANCELLED}
    events = (await everything())["reservation_event"]
    assert [row["to_status"] for row in events].count("CANCELLED") == 2
