"""Cancel a pass: it books nothing any more, and what it has booked is given back without a punch (R8)."""

from server.contract.mail import PassChange
from server.contract.pass_acts import ChangedPass, PassCancelRequest
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act
from server.services.context import Context
from server.services.messages.about import ToldChange
from server.services.passes.changed_pass import changed_pass
from server.services.passes.hold_pass import HeldPass, hold_pass
from server.services.passes.uncover_bookings import not_over, refuse_unconfirmed, uncover
from server.tables.passes import ClassRegistration


async def cancel_pass(registration_id: int, asked: PassCancelRequest, actor: Actor, context: Context) -> ChangedPass:
    """Cancel a pass with all that it has booked; its ledger stays as it is. Again: the same pass, nothing is written.

    Raises NotFoundError, and ConflictError `would_cancel` where bookings would fall that nobody has confirmed.
    """
    now = context.now()
    async with write_transaction():
        held = await hold_pass(registration_id, actor)
        if held.terms.is_cancelled:
            return await changed_pass(registration_id, [], actor, context)
        fallen = not_over(held.pending, now)
        refuse_unconfirmed(fallen, is_confirmed=asked.confirm)
        table = ClassRegistration
        await table.update({table.cancelled_at: now}).where(table.id == held.id)
        cancelled = await uncover(fallen, ToldChange(PassChange.CANCELLED), asked.reason, actor, now)
        await record_act(_act(held, asked.reason, len(fallen)), actor, now)
    return await changed_pass(registration_id, cancelled, actor, context)


def _act(held: HeldPass, reason: str, cancelled: int) -> Act:
    facts: Facts = {"sessionsRemaining": held.terms.sessions_remaining, "cancelled": cancelled}
    return Act(held.studio_id, AuditAction.PASS_CANCELLED, AuditSubject.CLASS_REGISTRATION, held.id, reason, facts)
