from datetime import timedelta

import pytest

from server.rules.vocabulary import ReservationStatus
from server.services.context import Context
from server.services.customers.read_customer import read_customer
from server.services.outcomes import NotFoundError
from server.tables.people import CustomerStudio
from tests import actors
from tests.builders import STARTS_AT, add_course, add_note, add_pass, add_reservation, add_session, add_studio
from tests.scene import Scene


async def test_the_desk_sees_passes_history_and_notes(scene: Scene, context: Context) -> None:
    later = await add_session(scene.course_id, STARTS_AT + timedelta(days=7))
    cancelled = await add_reservation(scene.pass_id, scene.session_id, ReservationStatus.CANCELLED)
    coming = await add_reservation(scene.pass_id, later)
    await add_note(scene.studio_id, "Left-handed", customer_id=scene.customer_id, author=f"staff:{scene.staff_id}")
    await add_note(scene.studio_id, "Missed 2 March", customer_id=scene.customer_id, pass_id=scene.pass_id)
    record = await read_customer(scene.customer_id, scene.staff, context)
    assert (record.customer.id, [each.id for each in record.passes]) == (scene.customer_id, [scene.pass_id])
    assert [each.id for each in record.history] == [coming.id, cancelled.id]
    assert record.history[0].code == coming.code
    assert [(note.registration_id, note.author, note.text) for note in record.notes] == [
        (scene.pass_id, "Studio Check-in", "Missed 2 March"),
        (None, "Sam Okafor", "Left-handed"),
    ]


async def test_the_desk_sees_nothing_of_other_studios_and_customers(scene: Scene, context: Context) -> None:
    """R41."""
    _, neighbours_pass = await scene.add_neighbour()
    await add_reservation(neighbours_pass, scene.session_id)
    elsewhere = await add_studio("Elsewhere")
    course_id = await add_course(elsewhere)
    await CustomerStudio.insert(CustomerStudio(customer=scene.customer_id, studio=elsewhere))
    foreign = await add_pass(scene.customer_id, elsewhere, course_id)
    await add_note(elsewhere, "Owes 20", customer_id=scene.customer_id, pass_id=foreign)
    await add_reservation(foreign, await add_session(course_id))
    record = await read_customer(scene.customer_id, scene.staff, context)
    assert ([each.id for each in record.passes], record.history, record.notes) == ([scene.pass_id], [], [])
    both = await read_customer(scene.customer_id, actors.admin(1), context)
    assert ({each.id for each in both.passes}, len(both.history), len(both.notes)) == ({scene.pass_id, foreign}, 1, 1)


async def test_a_customer_is_not_there_for_another_studios_staff(scene: Scene, context: Context) -> None:
    """R41."""
    elsewhere = await add_studio("Elsewhere")
    for customer_id, actor in (
        (scene.customer_id, actors.staff(1, elsewhere)),
        (scene.customer_id, actors.staff(1)),
        (9999, actors.admin(1)),
    ):
        with pytest.raises(NotFoundError, match="customer"):
            await read_customer(customer_id, actor, context)
