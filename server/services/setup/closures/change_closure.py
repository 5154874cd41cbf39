"""Say otherwise why a studio is closed."""

from server.contract import closures as shapes
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, record_act
from server.services.context import Context
from server.services.setup.closures.present import present
from server.services.setup.rows import change, hold
from server.tables.studios import Closure


async def change_closure(
    closure_id: int, asked: shapes.ClosureChange, actor: Actor, context: Context
) -> shapes.Closure:
    """Return the closure as it is now; who was told another reason is not told again. Raises NotFoundError."""
    now = context.now()
    async with write_transaction():
        before = await hold(Closure, closure_id)
        row = await change(before, given_fields(asked))
        if row.reason != before.reason:
            facts = {"date": row.date.isoformat(), "oldReason": before.reason}
            act = Act(
                row.studio, AuditAction.CLOSURE_CHANGED, AuditSubject.CLOSURE, row.id, reason=row.reason, facts=facts
            )
            await record_act(act, actor, now)
        return present(row)
