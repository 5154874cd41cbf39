"""Timetables of a course, made by admins."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import Cursor, Limit, PathId
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.timetables import MadeTimetable, Timetable, TimetableRequest
from server.services.actor import Actor
from server.services.context import Context
from server.services.setup.timetables.make_timetable import make_timetable
from server.services.setup.timetables.read_timetables import list_timetables

TimetablePage = Annotated[Page[Timetable], Parameter(schema_component_key="TimetablePage")]


class TimetableController(Controller):
    """`/api/admin/courses/{course_id}/timetable`."""

    path = "/api/admin/courses/{course_id:int}/timetable"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def every(self, course_id: PathId, limit: Limit = USUAL_PAGE, cursor: Cursor = None) -> TimetablePage:
        """List the timetables of a course."""
        return await list_timetables(course_id, Paging(limit, cursor))

    @post("/")
    async def make(self, actor: Actor, context: Context, course_id: PathId, data: TimetableRequest) -> MadeTimetable:
        """Make the sessions of a weekly pattern in the studio's wall time, at most 2,000 dates in one call (R3).

        16:00 stays 16:00 when the clocks change. On the nights themselves: a local start that comes twice takes the
        first, one that does not exist begins later by what the clocks skip; `clockChange` says so for the date.

        The same call again makes nothing, a later `until` only the missing dates. What was moved, changed or cancelled
        since is not made again; a session of the course and part that stands at that instant counts as made, also one
        made by hand, and belongs to the timetable from then on. `skipped` has every date without a new session and
        why: closures, dates that have begun, and dates outside the part's window among them.
        """
        return await make_timetable(course_id, data, actor, context)
