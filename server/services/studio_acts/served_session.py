"""Which class sessions an actor at the desk may see: those of the studios that they serve (R41)."""

from server.services.actor import Actor
from server.services.outcomes import NotFoundError
from server.tables.courses import ClassSession


async def studio_of_session(session_id: int, actor: Actor) -> int:
    """Return the studio of a session, which is one that the actor serves. Raises NotFoundError."""
    rows = await ClassSession.select(ClassSession.course.studio.as_alias("studio")).where(ClassSession.id == session_id)
    if not rows or not actor.serves(rows[0]["studio"]):
        raise NotFoundError("class session")
    return int(rows[0]["studio"])
