import asyncio

import pytest

from server.database.write_transaction import write_transaction
from server.rules.punches import PunchChange
from server.rules.vocabulary import PunchKind
from server.services.actor import SYSTEM
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.passes.append_punches import LedgerEntry, append_punch
from tests.builders import add_pass, add_reservation
from tests.readings import Punch, everything, ledger_of, punches_left, statements
from tests.scene import Scene

CHECK_IN = PunchChange(PunchKind.CHECK_IN, -1)
WAIVE = PunchChange(PunchKind.WAIVE, 0)
RETURN = PunchChange(PunchKind.REVERSAL, 1)


async def append(scene: Scene, context: Context, change: PunchChange, reservation_id: int | None) -> int:
    """Append to the scene's pass, in a transaction of its own."""
    async with write_transaction():
        return await append_punch(LedgerEntry(scene.pass_id, reservation_id, change, scene.staff, "why", context.now()))


async def test_a_consumption_takes_a_punch_and_leaves_a_row(scene: Scene, context: Context) -> None:
    """R9."""
    _, neighbours_pass = await scene.add_neighbour()
    made = await add_reservation(scene.pass_id, scene.session_id)
    assert await append(scene, context, CHECK_IN, made.id) == 7
    assert await ledger_of(scene.pass_id) == [Punch("CHECK_IN", -1, made.id, scene.staff.label, "why", live=True)]
    assert (await punches_left(scene.pass_id), await punches_left(neighbours_pass)) == (7, 8)


async def test_a_consumption_costs_two_statements(scene: Scene, context: Context) -> None:
    """Every scan runs them."""
    made = await add_reservation(scene.pass_id, scene.session_id)
    async with write_transaction():
        with statements() as run:
            await append_punch(LedgerEntry(scene.pass_id, made.id, CHECK_IN, SYSTEM, None, context.now()))
    assert len(run) == 2


async def test_a_return_ends_the_live_consumption_and_leaves_its_row(scene: Scene, context: Context) -> None:
    """R9: append-only."""
    made = await add_reservation(scene.pass_id, scene.session_id)
    await append(scene, context, CHECK_IN, made.id)
    assert await append(scene, context, RETURN, made.id) == 8
    kinds = [(punch.kind, punch.delta, punch.live) for punch in await ledger_of(scene.pass_id)]
    assert kinds == [("CHECK_IN", -1, False), ("REVERSAL", 1, True)]
    assert await append(scene, context, CHECK_IN, made.id) == 7


async def test_a_waived_punch_is_a_consumption_of_nothing(scene: Scene, context: Context) -> None:
    """R9: a delta of 0 counts as one."""
    made = await add_reservation(scene.pass_id, scene.session_id)
    assert await append(scene, context, WAIVE, made.id) == 8
    assert await append(scene, context, PunchChange(PunchKind.REVERSAL, 0), made.id) == 8


async def test_nothing_is_returned_twice(scene: Scene, context: Context) -> None:
    made = await add_reservation(scene.pass_id, scene.session_id)
    await append(scene, context, CHECK_IN, made.id)
    await append(scene, context, RETURN, made.id)
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await append(scene, context, RETURN, made.id)
    assert refused.value.code == "nothing_to_return"
    assert await everything() == before


async def test_a_reservation_has_one_live_consumption(scene: Scene, context: Context) -> None:
    """R9, held by the database itself."""
    made = await add_reservation(scene.pass_id, scene.session_id)
    await append(scene, context, CHECK_IN, made.id)
    before = await everything()
    with pytest.raises(Exception, match=r"(?i)unique"):
        await append(scene, context, WAIVE, made.id)
    assert await everything() == before


async def test_the_count_never_falls_below_0(scene: Scene, context: Context) -> None:
    """R9."""
    before = await everything()
    with pytest.raises(ConflictError) as refused:
        await append(scene, context, PunchChange(PunchKind.ADJUST, -9), None)
    assert refused.value.code == "no_punches_left"
    assert await everything() == before
    assert await append(scene, context, PunchChange(PunchKind.ADJUST, -8), None) == 0


async def test_of_two_who_want_the_last_punch_at_once_one_gets_it(scene: Scene, context: Context) -> None:
    last = await add_pass(scene.customer_id, scene.studio_id, scene.course_id, punches=1)

    async def take() -> int:
        async with write_transaction():
            return await append_punch(
                LedgerEntry(last, None, PunchChange(PunchKind.ADJUST, -1), SYSTEM, None, context.now())
            )

    outcomes = await asyncio.gather(*(take() for _ in range(5)), return_exceptions=True)
    assert [outcome for outcome in outcomes if not isinstance(outcome, ConflictError)] == [0]
    assert await punches_left(last) == 0
    assert len(await ledger_of(last)) == 1
