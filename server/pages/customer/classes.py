"""My classes."""

from litestar import Controller, get
from litestar.response import Template

from server.access.guards import customers_only
from server.access.identity import AnyRequest
from server.pages.page import Place, page
from server.pages.views.class_list import class_list
from server.services.actor import Actor
from server.services.booking.read_reservation import reservations_of
from server.services.context import Context


class ClassesController(Controller):
    """`/classes`."""

    path = "/classes"
    guards = (customers_only,)
    include_in_schema = False

    @get("/")
    async def show(self, request: AnyRequest, actor: Actor, context: Context) -> Template:
        """Show what lies ahead, then what has been."""
        view = class_list(await reservations_of(actor, context), context.now())
        return page(request, "classes.html", view, place=Place.CLASSES)
