"""Open a studio again on a date on which it was to be closed."""

from server.contract.setup import Removal
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.context import Context
from server.services.setup.rows import delete, hold
from server.tables.studios import Closure


async def remove_closure(closure_id: int, actor: Actor, context: Context) -> Removal:
    """Delete a closure. Raises NotFoundError.

    It brings no class back: what was cancelled stays so. A date that a timetable passed over for it is made the next
    time the timetable is asked for.
    """
    now = context.now()
    async with write_transaction():
        row = await hold(Closure, closure_id)
        facts = {"date": row.date.isoformat(), "oldReason": row.reason}
        await record_act(
            Act(row.studio, AuditAction.CLOSURE_REMOVED, AuditSubject.CLOSURE, row.id, facts=facts), actor, now
        )
        return await delete(row)
