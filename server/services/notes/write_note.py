"""Note something down at the desk: about a class session, or about a customer at one studio."""

from server.contract import notes as shapes
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.context import Context
from server.services.customers.served_customer import served_customer
from server.services.notes.read_notes import read_note
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.studio_acts.served_session import studio_of_session
from server.tables.desk import StaffNote
from server.tables.people import CustomerStudio


async def note_on_session(session_id: int, asked: shapes.NoteRequest, actor: Actor, context: Context) -> shapes.Note:
    """Return the new note about a session. Raises NotFoundError for one of a studio that the actor does not serve."""
    studio = await studio_of_session(session_id, actor)
    note = StaffNote(studio=studio.id, session=session_id, author=actor.label, text=asked.text, at=context.now())
    return await _write(note, AuditSubject.CLASS_SESSION, session_id, actor)


async def note_on_customer(
    customer_id: int, asked: shapes.CustomerNoteRequest, actor: Actor, context: Context
) -> shapes.Note:
    """Return the new note about a customer, which staff of one studio read: the only one that it can be, or the named.

    Raises NotFoundError for a customer or a studio that is not the actor's, and InvalidFieldError where the studio has
    to be named.
    """
    await served_customer(customer_id, actor)
    studio_id = await _studio_for(customer_id, asked.studio_id, actor)
    note = StaffNote(studio=studio_id, customer=customer_id, author=actor.label, text=asked.text, at=context.now())
    return await _write(note, AuditSubject.CUSTOMER, customer_id, actor)


async def _write(note: StaffNote, subject: AuditSubject, subject_id: int, actor: Actor) -> shapes.Note:
    """The audit says that there is a note; what it says is the note's own."""
    async with write_transaction():
        await note.save()
        act = Act(note.studio, AuditAction.NOTE_ADDED, subject, subject_id, facts={"noteId": note.id})
        await record_act(act, actor, note.at)
    return await read_note(note.id)


async def _studio_for(customer_id: int, studio_id: int | None, actor: Actor) -> int:
    links = CustomerStudio
    rows = await links.select(links.studio).where(links.customer == customer_id, links.studio.archived_at.is_null())
    studios = {row["studio"] for row in rows if actor.serves(row["studio"])}
    if studio_id is None and len(studios) > 1:
        raise InvalidFieldError("studioId", "the customer is known at several studios: say which")
    if studio_id is not None:
        studios &= {studio_id}
    if not studios:
        raise NotFoundError("studio")
    return int(studios.pop())
