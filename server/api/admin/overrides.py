"""Overrides of what an absence has done."""

from litestar import Controller, post

from server.access.guards import admins_only
from server.access.parameters import PathId
from server.access.refusals import accepted
from server.contract.overrides import Override, OverrideRequest
from server.services.absence.override import override
from server.services.actor import Actor
from server.services.context import Context


class OverrideController(Controller):
    """`/api/admin/reservations/{id}/override`."""

    path = "/api/admin/reservations/{reservation_id:int}"
    guards = (admins_only,)
    tags = ("Admin",)

    @post("/override", status_code=200)
    async def override(self, actor: Actor, context: Context, reservation_id: PathId, data: OverrideRequest) -> Override:
        """Reinstate a released reservation, or excuse an absence, or mark it attended (R36).

        `cascade` answers each booking that the absence had released: it is back, or `code` says why not.
        """
        return accepted(await override(reservation_id, data, actor, context), context)
