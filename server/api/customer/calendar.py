"""A pass's calendar as JSON."""

from datetime import date
from typing import Annotated

from litestar import Controller, get
from litestar.params import QueryParameter

from server.access.guards import customers_or_staff
from server.access.parameters import PathId
from server.contract.base import DateSpan
from server.contract.reservations import Calendar
from server.services.actor import Actor
from server.services.booking.availability import calendar
from server.services.context import Context


class CalendarController(Controller):
    """`/api/registrations/{id}/calendar`."""

    path = "/api/registrations/{registration_id:int}/calendar"
    guards = (customers_or_staff,)
    tags = ("Customers",)

    @get("/")
    async def of_pass(
        self,
        actor: Actor,
        context: Context,
        registration_id: PathId,
        first: Annotated[date, QueryParameter(name="from")],
        last: Annotated[date, QueryParameter(name="to")],
    ) -> Calendar:
        """Return the pass's sessions and reservations in a span of the studio's dates."""
        return await calendar(registration_id, DateSpan(first, last), actor, context)
