"""Read what staff have noted: on customers and their passes, and on sessions."""

from collections.abc import Collection, Mapping
from typing import Any

from piccolo.custom_types import Combinable

from server.contract.notes import Note
from server.services.actor import Actor
from server.services.actor_names import names_of
from server.tables.desk import StaffNote


async def notes_on_customers(customer_ids: Collection[int], actor: Actor) -> Mapping[int, list[Note]]:
    """Return the notes of each customer and of their passes at the studios that the actor serves, newest first."""
    if not customer_ids:
        return {}
    rows = await _read(StaffNote.customer.is_in(sorted(customer_ids)), actor)
    names = await names_of(row["author"] for row in rows)
    notes: dict[int, list[Note]] = {each: [] for each in customer_ids}
    for row in rows:
        notes[row["customer"]].append(_note(row, names))
    return notes


async def notes_on_session(session_id: int, actor: Actor) -> list[Note]:
    """Return the notes of a session, newest first."""
    rows = await _read(StaffNote.session == session_id, actor)
    names = await names_of(row["author"] for row in rows)
    return [_note(row, names) for row in rows]


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
