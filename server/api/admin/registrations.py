"""What admins do to passes that were sold."""

from litestar import Controller, post

from server.access.guards import admins_only
from server.access.parameters import PathId
from server.access.refusals import accepted
from server.contract.pass_acts import AdjustRequest, ChangedPass, ExtendRequest, FreezeRequest, PassCancelRequest
from server.contract.passes import PunchRow
from server.services.actor import Actor
from server.services.context import Context
from server.services.passes.adjust_punches import adjust_punches
from server.services.passes.cancel_pass import cancel_pass
from server.services.passes.extend_pass import extend_pass
from server.services.passes.freeze_pass import freeze_pass


class RegistrationActController(Controller):
    """`/api/admin/registrations`: what would cancel bookings is 409 `would_cancel` with them, until confirmed."""

    path = "/api/admin/registrations"
    guards = (admins_only,)
    tags = ("Admin",)

    @post("/{registration_id:int}/adjust", status_code=200)
    async def adjust(self, actor: Actor, context: Context, registration_id: PathId, data: AdjustRequest) -> PunchRow:
        """Give or take punches by hand; the answer is the ledger's new row.

        409 `punches_held`: bookings hold what would be taken. 409 `counts_no_punches`, `pass_cancelled`.
        """
        return accepted(await adjust_punches(registration_id, data, actor, context), context)

    @post("/{registration_id:int}/freeze", status_code=200)
    async def freeze(self, actor: Actor, context: Context, registration_id: PathId, data: FreezeRequest) -> ChangedPass:
        """Freeze a pass from today or a later date on: it books nothing on those dates, and lasts as many days longer.

        Bookings on those dates are cancelled without a punch, and their owner is told. 409 `freeze_not_over`,
        `pass_ended`, `pass_cancelled`.
        """
        return accepted(await freeze_pass(registration_id, data, actor, context), context)

    @post("/{registration_id:int}/extend", status_code=200)
    async def extend(self, actor: Actor, context: Context, registration_id: PathId, data: ExtendRequest) -> ChangedPass:
        """Give a pass another last date: a later one brings back punches that have run out, an earlier one shortens it.

        Bookings that it no longer covers are cancelled without a punch, and their owner is told. 409 `pass_cancelled`.
        """
        return accepted(await extend_pass(registration_id, data, actor, context), context)

    @post("/{registration_id:int}/cancel", status_code=200)
    async def cancel(
        self, actor: Actor, context: Context, registration_id: PathId, data: PassCancelRequest
    ) -> ChangedPass:
        """Cancel a pass and what it has booked; a pass that is cancelled already stays as it is."""
        return await cancel_pass(registration_id, data, actor, context)
