import pytest

from server.contract.passes import PunchRow
from server.rules.vocabulary import PassType, PunchKind, ReservationStatus
from server.services.context import Context
from server.services.outcomes import NotFoundError
from server.services.passes.read_punches import punches_of
from tests.builders import LONG_AGO, STARTS_AT, add_pass, add_reservation
from tests.scene import Scene, moved


async def test_the_ledger_is_read_newest_first_with_the_balance_after_each_row(scene: Scene, context: Context) -> None:
    """R9."""
    await scene.add_neighbour()
    made = await add_reservation(scene.pass_id, scene.session_id)
    await moved(made.id, ReservationStatus.CHECKED_IN, context.now())
    await moved(made.id, ReservationStatus.PENDING, context.now())
    ledger = await punches_of(scene.pass_id, scene.customer, context)
    assert [(row.kind, row.delta, row.balance) for row in ledger] == [
        (PunchKind.REVERSAL, 1, 8),
        (PunchKind.CHECK_IN, -1, 7),
        (PunchKind.GRANT, 8, 8),
    ]


async def test_a_row_names_the_class_that_it_was_for(scene: Scene, context: Context) -> None:
    made = await add_reservation(scene.pass_id, scene.session_id)
    await moved(made.id, ReservationStatus.CHECKED_IN, context.now(), scene.staff)
    newest, grant = await punches_of(scene.pass_id, scene.staff, context)
    assert newest == PunchRow(
        id=newest.id,
        kind=PunchKind.CHECK_IN,
        delta=-1,
        balance=7,
        reason=None,
        at=context.now(),
        actor=scene.staff.label,
        actor_name="Sam Okafor",
        reservation_id=made.id,
        course_name="Pottery",
        starts_at=STARTS_AT,
    )
    assert (grant.at, grant.course_name, grant.starts_at) == (LONG_AGO, None, None)
    assert (grant.actor, grant.actor_name) == ("system", "Studio Check-in")


async def test_a_pass_without_punches_has_an_empty_ledger(scene: Scene, context: Context) -> None:
    """R11."""
    unlimited = await add_pass(scene.customer_id, scene.studio_id, pass_type=PassType.UNLIMITED_SERIES)
    assert await punches_of(unlimited, scene.customer, context) == []


async def test_a_ledger_is_not_there_for_strangers(scene: Scene, context: Context) -> None:
    """R41."""
    for stranger in await scene.strangers():
        with pytest.raises(NotFoundError):
            await punches_of(scene.pass_id, stranger, context)
