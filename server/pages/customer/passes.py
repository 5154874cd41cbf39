"""My pass: what is left, and the ledger in words."""

from litestar import Controller, get
from litestar.response import Template

from server.access.guards import customers_only
from server.access.identity import AnyRequest
from server.contract.base import Id
from server.pages.customer.own_passes import own_pass
from server.pages.page import Place, page
from server.pages.views.pass_card import in_order, pass_card
from server.pages.views.pass_page import pass_page
from server.services.actor import Actor
from server.services.context import Context
from server.services.passes.read_passes import registrations_of
from server.services.passes.read_punches import punches_of
from server.services.passes.read_status import registration_status


class PassesController(Controller):
    """`/passes`."""

    path = "/passes"
    guards = (customers_only,)
    include_in_schema = False

    @get("/")
    async def show_all(self, request: AnyRequest, actor: Actor, context: Context) -> Template:
        """Show every pass, those that are good for booking first."""
        passes = await registrations_of(actor, context)
        if not passes:
            return page(request, "no_pass.html", place=Place.PASSES)
        cards = [pass_card(one, context.now()) for one in in_order(passes)]
        return page(request, "passes.html", cards, place=Place.PASSES)

    @get("/{registration_id:int}")
    async def show(self, request: AnyRequest, actor: Actor, context: Context, registration_id: Id) -> Template:
        """Show one pass with its parts and its ledger."""
        a_pass = own_pass(registration_id, await registrations_of(actor, context))
        status = await registration_status(a_pass.id, actor, context)
        punches = await punches_of(a_pass.id, actor, context)
        return page(request, "pass.html", pass_page(a_pass, status, punches, context.now()), place=Place.PASSES)
