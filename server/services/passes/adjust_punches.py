"""Give or take punches by hand, with a reason that the pass's owner reads (R9)."""

from server.contract.pass_acts import AdjustRequest
from server.contract.passes import PunchRow
from server.database.write_transaction import write_transaction
from server.rules.pass_acts import judge_adjustment
from server.rules.punches import PunchChange
from server.rules.verdict import Refused
from server.rules.vocabulary import PunchKind
from server.services.actor import Actor
from server.services.context import Context
from server.services.outcomes import Declined, InvalidFieldError
from server.services.passes.append_punches import LedgerEntry, append_punch
from server.services.passes.hold_pass import hold_pass
from server.services.passes.read_punches import punches_of


async def adjust_punches(
    registration_id: int, asked: AdjustRequest, actor: Actor, context: Context
) -> PunchRow | Declined:
    """Return the new row of the ledger, which is the audit's too.

    Declined with `pass_cancelled`, `counts_no_punches`, and `punches_held` for taking what bookings hold: they would
    be refused at the door (R10). Raises NotFoundError, and InvalidFieldError for 0.
    """
    if asked.delta == 0:
        raise InvalidFieldError("delta", "may not be 0")
    async with write_transaction():
        held = await hold_pass(registration_id, actor)
        verdict = judge_adjustment(held.terms, len(held.pending), asked.delta)
        if isinstance(verdict, Refused):
            return Declined(verdict, held.zone)
        change = PunchChange(PunchKind.ADJUST, asked.delta)
        await append_punch(LedgerEntry(held.id, None, change, actor, asked.reason, context.now()))
        return (await punches_of(registration_id, actor, context))[0]
