"""Punches are given or taken by hand, never those that bookings hold (R9, R10)."""

import pytest

from server.contract.pass_acts import AdjustRequest
from server.contract.passes import PunchRow
from server.rules.vocabulary import PassType, PunchKind
from server.services.context import Context
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.passes.adjust_punches import adjust_punches
from tests import actors
from tests.builders import add_pass
from tests.readings import Punch, everything, ledger_of, punches_left
from tests.scene import Scene, refusal
from tests.services.passes.changes import ADMIN, WHY, adjust, cancel


@pytest.mark.parametrize("delta", [3, -8])
async def test_the_ledger_says_who_and_why(scene: Scene, context: Context, delta: int) -> None:
    row = await adjust(scene.pass_id, delta, context)
    assert isinstance(row, PunchRow)
    assert (row.kind, row.delta, row.balance, row.reason) == (PunchKind.ADJUST, delta, 8 + delta, WHY)
    assert (row.actor, row.at) == ("staff:7", context.now())
    assert await ledger_of(scene.pass_id) == [Punch("ADJUST", delta, None, "staff:7", WHY, live=True)]
    assert await punches_left(scene.pass_id) == 8 + delta


async def test_what_a_booking_holds_is_not_taken(scene: Scene, context: Context) -> None:
    """R10: the booking would be refused at the door."""
    await scene.book(context)
    before = await everything()
    assert refusal(await adjust(scene.pass_id, -8, context)) == "punches_held"
    assert await everything() == before
    assert isinstance(await adjust(scene.pass_id, -7, context), PunchRow)


async def test_the_balance_never_falls_below_none(scene: Scene, context: Context) -> None:
    before = await everything()
    assert refusal(await adjust(scene.pass_id, -9, context)) == "punches_held"
    assert await everything() == before


async def test_a_pass_without_punches_and_a_cancelled_one_are_not_adjusted(scene: Scene, context: Context) -> None:
    """R11."""
    season = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, pass_type=PassType.UNLIMITED_SERIES)
    assert refusal(await adjust(season, 1, context)) == "counts_no_punches"
    await cancel(scene.pass_id, context)
    assert refusal(await adjust(scene.pass_id, 1, context)) == "pass_cancelled"


async def test_nothing_is_no_adjustment(scene: Scene, context: Context) -> None:
    with pytest.raises(InvalidFieldError, match="delta"):
        await adjust(scene.pass_id, 0, context)


async def test_another_studios_pass_is_not_there(scene: Scene, context: Context) -> None:
    """R41."""
    asked = AdjustRequest(delta=1, reason=WHY)
    for actor, pass_id in ((ADMIN, 9999), (actors.staff(7, 9999), scene.pass_id)):
        with pytest.raises(NotFoundError):
            await adjust_punches(pass_id, asked, actor, context)
