"""A change of one session, or of it and all later ones, as it was asked for."""

from server.contract.sessions import ChangedSession, ClassSession, ClassSessionChange, SessionRemoval
from server.rules.schedule import ChangeScope
from server.services.actor import Actor
from server.services.context import Context
from server.services.outcomes import Declined
from server.services.setup.sessions.change_later import change_later
from server.services.setup.sessions.change_session import change_session
from server.services.setup.sessions.remove_later import remove_later
from server.services.setup.sessions.remove_session import remove_session


async def change_in_scope(
    session_id: int, asked: ClassSessionChange, actor: Actor, context: Context
) -> ChangedSession | Declined:
    """Return the session as it is now. Declines and raises as `change_session` and `change_later` do."""
    if asked.scope is ChangeScope.THIS_AND_LATER:
        return await change_later(session_id, asked, actor, context)
    outcome = await change_session(session_id, asked, actor, context)
    if isinstance(outcome, Declined):
        return outcome
    return ChangedSession(**{name: getattr(outcome, name) for name in ClassSession.__struct_fields__})


async def remove_in_scope(
    session_id: int, scope: ChangeScope, actor: Actor, context: Context
) -> SessionRemoval | Declined:
    """Return what became of the session. Declines and raises as `remove_session` and `remove_later` do."""
    if scope is ChangeScope.THIS_AND_LATER:
        return await remove_later(session_id, actor, context)
    removal = await remove_session(session_id, context)
    return SessionRemoval(id=removal.id, archived=removal.archived)
