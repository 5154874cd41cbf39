"""Passes sold at the desk."""

from litestar import Controller, post

from server.access.guards import staff_only
from server.contract.sales import SaleRequest, SoldPass
from server.services.actor import Actor
from server.services.context import Context
from server.services.passes.sell_pass import sell_pass


class SaleController(Controller):
    """`/api/staff/registrations`."""

    path = "/api/staff/registrations"
    guards = (staff_only,)
    tags = ("Staff",)

    @post("/")
    async def sell(self, actor: Actor, context: Context, data: SaleRequest) -> SoldPass:
        """Sell a pass: its terms and its price are copied from the product (R6).

        A course without parts is reserved as a whole with its FULL_COURSE pass: all sessions that have not started and
        lie in the validity. 409 `session_full` or `already_reserved` with `sessionIds`: nothing is sold (R12).
        """
        return await sell_pass(data, actor, context)
