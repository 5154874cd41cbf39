"""The studio's day and a session's roster."""

from datetime import date
from typing import Annotated

from litestar import Controller, get
from litestar.params import QueryParameter

from server.access.guards import staff_only
from server.access.parameters import PathId, StudioFilter
from server.contract.staff import DaySession, RosterEntry
from server.services.actor import Actor
from server.services.context import Context
from server.services.door.day import day, roster


class DayController(Controller):
    """`/api/staff/sessions`."""

    path = "/api/staff/sessions"
    guards = (staff_only,)
    tags = ("Staff",)

    @get("/")
    async def sessions(
        self,
        actor: Actor,
        context: Context,
        studio_id: StudioFilter = None,
        on: Annotated[date | None, QueryParameter(name="date")] = None,
    ) -> list[DaySession]:
        """List the sessions of one of the studio's local dates (today by default) with their counts."""
        return await day(studio_id, on, actor, context)

    @get("/{session_id:int}/reservations")
    async def people(self, actor: Actor, context: Context, session_id: PathId) -> list[RosterEntry]:
        """Return the session's roster."""
        return await roster(session_id, actor, context)
