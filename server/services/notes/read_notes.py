"""Read what staff have noted: on customers and their passes, and on sessions."""

from collections.abc import Collection, Mapping
from typing import Any

from piccolo.columns import ForeignKey
from piccolo.custom_types import Combinable

from server.contract.notes import Note
from server.services.actor import Actor
from server.services.actor_names import names_of
from server.tables.desk import StaffNote


async def notes_on_customers(customer_ids: Collection[int], actor: Actor) -> Mapping[int, list[Note]]:
    """Return the notes of each customer and of their passes at the studios that the actor serves, newest first."""
    return await _notes(StaffNote.customer, customer_ids, actor)


async def notes_on_sessions(session_ids: Collection[int], actor: Actor) -> Mapping[int, list[Note]]:
    """Return the notes of each session at the studios that the actor serves, newest first."""
    return await _notes(StaffNote.session, session_ids, actor)


async def read_note(note_id: int) -> Note:
    """Return one note, which its reader may see."""
    row = (await StaffNote.select().where(StaffNote.id == note_id))[0]
    return _note(row, await names_of([row["author"]]))


async def _notes(about: ForeignKey[Any], ids: Collection[int], actor: Actor) -> Mapping[int, list[Note]]:
    """Two or three statements, however many they are."""
    if not ids:
        return {}
    rows = await _read(about.is_in(sorted(ids)), actor)
    names = await names_of(row["author"] for row in rows)
    notes: dict[int, list[Note]] = {each: [] for each in ids}
    for row in rows:
        notes[row[about._meta.name]].append(_note(row, names))
    return notes


async def _read(condition: Combinable, actor: Actor) -> list[dict[str, Any]]:
    query = StaffNote.select().where(condition)
    if actor.studio_ids is not None:
        query = query.where(StaffNote.studio.is_in(sorted(actor.studio_ids)))
    return await query.order_by(StaffNote.id, ascending=False)


def _note(row: Mapping[str, Any], names: Mapping[str, str]) -> Note:
    return Note(
        id=row["id"],
        registration_id=row["registration"],
        session_id=row["session"],
        author=names[row["author"]],
        text=row["text"],
        at=row["at"],
    )
