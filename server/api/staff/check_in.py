"""The desk's check-in, and taking one back."""

from litestar import Controller, post

from server.access.guards import staff_only
from server.access.parameters import PathId
from server.access.refusals import accepted
from server.contract.reservations import Reservation, StaffCheckInRequest, UndoRequest
from server.services.actor import Actor
from server.services.context import Context
from server.services.door.staff_check_in import staff_check_in, undo_check_in


class StaffCheckInController(Controller):
    """`/api/staff/reservations/{id}`."""

    path = "/api/staff/reservations/{reservation_id:int}"
    guards = (staff_only,)
    tags = ("Staff",)

    @post("/check-in", status_code=200)
    async def check_in(
        self, actor: Actor, context: Context, reservation_id: PathId, data: StaffCheckInRequest
    ) -> Reservation:
        """Check a customer in on the class day (R23, R42)."""
        return accepted(await staff_check_in(reservation_id, data, actor, context), context)

    @post("/undo", status_code=200)
    async def undo(self, actor: Actor, context: Context, reservation_id: PathId, data: UndoRequest) -> Reservation:
        """Take a check-in back (R29)."""
        return accepted(await undo_check_in(reservation_id, data, actor, context), context)
