"""Which class sessions an actor at the desk may see: those of the studios that they serve (R41)."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from server.services.actor import Actor
from server.services.outcomes import NotFoundError
from server.services.studio_facts import zone_of
from server.tables.courses import ClassSession


@dataclass(frozen=True)
class ServedStudio:
    """The studio of a session, at which the actor works, and its zone."""

    id: int
    zone: ZoneInfo


async def studio_of_session(session_id: int, actor: Actor) -> ServedStudio:
    """Return the studio of a session, which is one that the actor serves. Raises NotFoundError."""
    rows: list[dict[str, Any]] = await ClassSession.raw(
        "SELECT o.id, o.timezone FROM class_session s JOIN course c ON c.id = s.course JOIN studio o ON o.id = c.studio"
        " WHERE s.id = {}",
        session_id,
    )
    if not rows or not actor.serves(rows[0]["id"]):
        raise NotFoundError("class session")
    return ServedStudio(rows[0]["id"], zone_of(rows[0]["timezone"]))
