"""What the desk notes down: about a session, and about a customer at one studio; kept with who wrote it."""

import pytest

from server.contract.notes import CustomerNoteRequest, Note, NoteRequest
from server.services.context import Context
from server.services.customers.link_studio import link_studio
from server.services.customers.read_customer import read_customer
from server.services.door.day import day, roster
from server.services.notes.write_note import note_on_customer, note_on_session
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.setup.studios.remove_studio import remove_studio
from server.tables.people import CustomerStudio
from tests import actors
from tests.builders import add_studio
from tests.readings import WrittenAct, acts, everything
from tests.scene import Scene

KILN = NoteRequest(text="The kiln is on")
LEFT = CustomerNoteRequest(text="Left-handed")


async def test_a_note_on_a_session_is_read_with_the_day(scene: Scene, context: Context) -> None:
    note = await note_on_session(scene.session_id, KILN, scene.staff, context)
    assert note == Note(
        id=note.id,
        registration_id=None,
        session_id=scene.session_id,
        author="Sam Okafor",
        text="The kiln is on",
        at=context.now(),
    )
    [session] = await day(scene.studio_id, None, scene.staff, context)
    assert session.notes == [note]


async def test_a_note_on_a_customer_is_read_with_them_and_on_rosters(scene: Scene, context: Context) -> None:
    await scene.book(context)
    note = await note_on_customer(scene.customer_id, LEFT, scene.staff_at_kiosk, context)
    assert (note.registration_id, note.session_id, note.author) == (None, None, "Sam Okafor")
    [entry] = await roster(scene.session_id, scene.staff, context)
    assert entry.notes == [note]
    assert (await read_customer(scene.customer_id, scene.staff, context)).notes == [note]


async def test_that_there_is_a_note_is_written_down(scene: Scene, context: Context) -> None:
    first = await note_on_session(scene.session_id, KILN, scene.staff, context)
    second = await note_on_customer(scene.customer_id, LEFT, scene.staff_at_kiosk, context)
    desk, kiosk = f"staff:{scene.staff_id}", f"staff:{scene.staff_id}@kiosk:{scene.kiosk_id}"
    assert await acts() == [
        WrittenAct("NOTE_ADDED", "CLASS_SESSION", scene.session_id, desk, "API", None, {"noteId": first.id}),
        WrittenAct("NOTE_ADDED", "CUSTOMER", scene.customer_id, kiosk, "KIOSK", None, {"noteId": second.id}),
    ]


async def test_what_people_type_stays_as_they_typed_it(scene: Scene, context: Context) -> None:
    """R44."""
    text = "<script>{{ 7*7 }}</script> '); DROP TABLE staff_note; -- =1+1\n\N{PILE OF POO}"
    note = await note_on_session(scene.session_id, NoteRequest(text=text), scene.staff, context)
    assert note.text == text


async def test_staff_of_another_studio_read_nothing_of_it(scene: Scene, context: Context) -> None:
    """R41."""
    elsewhere = await add_studio("Elsewhere")
    await link_studio(scene.customer_id, elsewhere)
    await note_on_customer(scene.customer_id, LEFT, scene.staff, context)
    assert (await read_customer(scene.customer_id, actors.staff(9, elsewhere), context)).notes == []


async def test_a_customer_of_several_studios_needs_one_to_be_named(scene: Scene, context: Context) -> None:
    elsewhere = await add_studio("Elsewhere")
    await link_studio(scene.customer_id, elsewhere)
    both = actors.staff(scene.staff_id, scene.studio_id, elsewhere)
    before = await everything()
    for actor in (both, actors.admin(7)):
        with pytest.raises(InvalidFieldError, match="studioId"):
            await note_on_customer(scene.customer_id, LEFT, actor, context)
    assert await everything() == before
    asked = CustomerNoteRequest(text="Left-handed", studio_id=elsewhere)
    note = await note_on_customer(scene.customer_id, asked, both, context)
    assert (await read_customer(scene.customer_id, actors.staff(9, elsewhere), context)).notes == [note]
    assert (await read_customer(scene.customer_id, scene.staff, context)).notes == []


async def test_a_studio_that_is_closed_need_not_be_chosen_from(scene: Scene, context: Context) -> None:
    closed = await add_studio("Closed")
    await link_studio(scene.customer_id, closed)
    assert (await remove_studio(closed, context)).archived
    note = await note_on_customer(scene.customer_id, LEFT, actors.admin(7), context)
    assert (await read_customer(scene.customer_id, scene.staff, context)).notes == [note]


async def test_what_is_of_others_is_not_there(scene: Scene, context: Context) -> None:
    """R41: the session, the customer, and the studio that is named."""
    elsewhere = await add_studio("Elsewhere")
    stranger = actors.staff(9, elsewhere)
    before = await everything()
    with pytest.raises(NotFoundError, match="class session"):
        await note_on_session(scene.session_id, KILN, stranger, context)
    with pytest.raises(NotFoundError, match="customer"):
        await note_on_customer(scene.customer_id, LEFT, stranger, context)
    asked = CustomerNoteRequest(text="Left-handed", studio_id=elsewhere)
    with pytest.raises(NotFoundError, match="studio"):
        await note_on_customer(scene.customer_id, asked, actors.admin(7), context)
    assert await everything() == before


async def test_a_customer_whom_no_studio_knows_has_no_notes(scene: Scene, context: Context) -> None:
    await CustomerStudio.delete(force=True)
    with pytest.raises(NotFoundError, match="studio"):
        await note_on_customer(scene.customer_id, LEFT, actors.admin(7), context)
