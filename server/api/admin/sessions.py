"""Class sessions, set up by admins."""

from typing import Annotated

from litestar import Controller, delete, get, patch, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import CourseFilter, Cursor, FirstDate, LastDate, Limit, PathId, Reach, StudioFilter
from server.access.refusals import accepted
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.sessions import (
    ChangedSession,
    ClassSession,
    ClassSessionChange,
    ClassSessionRequest,
    SessionRemoval,
)
from server.contract.studio_acts import ClassCancellation, ClassCancelRequest
from server.rules.schedule import ChangeScope
from server.services.actor import Actor
from server.services.context import Context
from server.services.setup.sessions.create_session import create_session
from server.services.setup.sessions.in_scope import change_in_scope, remove_in_scope
from server.services.setup.sessions.read_sessions import WantedSessions, list_sessions, read_session
from server.services.studio_acts.cancel_class import cancel_class

ClassSessionPage = Annotated[Page[ClassSession], Parameter(schema_component_key="ClassSessionPage")]


class ClassSessionController(Controller):
    """`/api/admin/sessions`."""

    path = "/api/admin/sessions"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def every(
        self,
        studio_id: StudioFilter = None,
        course_id: CourseFilter = None,
        first: FirstDate = None,
        last: LastDate = None,
        limit: Limit = USUAL_PAGE,
        cursor: Cursor = None,
    ) -> ClassSessionPage:
        """List the sessions by their start; the dates are those of their studio."""
        return await list_sessions(WantedSessions(studio_id, course_id, first, last), Paging(limit, cursor))

    @post("/")
    async def create(self, data: ClassSessionRequest) -> ClassSession:
        """Put a session into the timetable."""
        return await create_session(data)

    @get("/{session_id:int}")
    async def one(self, session_id: PathId) -> ClassSession:
        """Return a session."""
        return await read_session(session_id)

    @patch("/{session_id:int}")
    async def change(
        self, actor: Actor, context: Context, session_id: PathId, data: ClassSessionChange
    ) -> ChangedSession:
        """Change a session: what is absent stays, null clears; its part only while nobody has reserved it.

        Another time moves the class with its people until it starts (R38): they keep their seats, arrivals are taken
        back with their punches, and each gets a message. 409 `session_started`, `session_cancelled`.

        With `scope: this_and_later` the same goes for every later session of its timetable, all or none: 17:00 stays
        17:00 when the clocks change, another weekday moves each by as many days, and `changedSessionIds` names them.
        409 `capacity_below_seats` has the `sessionIds` that stand in the way.
        """
        return accepted(await change_in_scope(session_id, data, actor, context), context)

    @post("/{session_id:int}/cancel", status_code=200)
    async def cancel(
        self, actor: Actor, context: Context, session_id: PathId, data: ClassCancelRequest
    ) -> ClassCancellation:
        """Cancel a class until it ends: seats and punches are given back, and everybody who has a seat is told.

        409 `session_ended`. A class that is cancelled already: the same answer, and nobody is told twice.
        """
        return accepted(await cancel_class(session_id, data, actor, context), context)

    @delete("/{session_id:int}", status_code=200)
    async def remove(
        self, actor: Actor, context: Context, session_id: PathId, reach: Reach = ChangeScope.ONE
    ) -> SessionRemoval:
        """Take a session out of the timetable, while nobody has a seat in it.

        One that a timetable made is kept as cancelled, or asking for the timetable again would bring it back. With
        `scope=this_and_later` it and all later ones go, all or none, and the timetable ends the day before: asked for
        again, it makes them again. 409 `session_has_reservations` has the `sessionIds` in which people have a seat.
        """
        return accepted(await remove_in_scope(session_id, reach, actor, context), context)
