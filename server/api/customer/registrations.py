"""A customer's passes."""

from litestar import Controller, get

from server.access.guards import customers_only, customers_or_staff
from server.access.parameters import PathId
from server.contract.passes import PunchRow, Registration, RegistrationStatus
from server.services.actor import Actor
from server.services.context import Context
from server.services.passes.read_passes import registrations_of
from server.services.passes.read_punches import punches_of
from server.services.passes.read_status import registration_status


class RegistrationController(Controller):
    """`/api/registrations`: the caller's own; one of them also for the staff of its studio."""

    path = "/api/registrations"
    tags = ("Customers",)

    @get("/", guards=[customers_only])
    async def own(self, actor: Actor, context: Context) -> list[Registration]:
        """List the caller's passes, the newest first."""
        return await registrations_of(actor, context)

    @get("/{registration_id:int}/status", guards=[customers_or_staff])
    async def status(self, actor: Actor, context: Context, registration_id: PathId) -> RegistrationStatus:
        """Return what is left of a pass, how far its parts are, and what to know about it."""
        return await registration_status(registration_id, actor, context)

    @get("/{registration_id:int}/punches", guards=[customers_or_staff])
    async def punches(self, actor: Actor, context: Context, registration_id: PathId) -> list[PunchRow]:
        """Return the pass's ledger, newest first, with the balance after each row."""
        return await punches_of(registration_id, actor, context)
