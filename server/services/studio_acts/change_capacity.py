"""Give a class session more seats, or fewer: recorded with what it was and why (R19)."""

from server.contract import sessions as shapes
from server.contract.studio_acts import CapacityRequest
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.setup.rows import change, hold
from server.services.setup.sessions.present import present
from server.services.studio_acts.served_session import studio_of_session
from server.tables.courses import ClassSession


async def change_capacity(
    session_id: int, asked: CapacityRequest, actor: Actor, context: Context
) -> shapes.ClassSession:
    """Return the session with its new capacity; the one that it has already changes and records nothing.

    Also after the class, for whoever is seated then has a seat (R18). Raises NotFoundError, and ConflictError
    `capacity_below_seats`.
    """
    now = context.now()
    studio = await studio_of_session(session_id, actor)
    async with write_transaction():
        row = await hold(ClassSession, session_id)
        act = capacity_act(row, studio.id, asked.capacity, asked.reason)
        if act is None:
            return await present(row)
        await record_act(act, actor, now)
        return await present(await change(row, {"capacity": asked.capacity}))


def capacity_act(row: ClassSession, studio_id: int, capacity: int, reason: str | None) -> Act | None:
    """Return what is to be written down of a change of a session's capacity, None where it changes nothing.

    Raises ConflictError `capacity_below_seats` where more people than that have a seat (R18).
    """
    if capacity < row.seats_taken:
        raise ConflictError("capacity_below_seats", f"{row.seats_taken} seats of this class are taken.")
    if capacity == row.capacity:
        return None
    facts = {"oldCapacity": row.capacity, "capacity": capacity}
    return Act(studio_id, AuditAction.CAPACITY_CHANGED, AuditSubject.CLASS_SESSION, row.id, reason, facts)
