"""A class's roster marked at one go, and its absences."""

from litestar import Controller, get, post

from server.access.guards import staff_only
from server.access.parameters import PathId
from server.contract.attendance import AttendanceRequest, AttendanceResults, SessionNoShow
from server.services.absence.session_no_shows import session_no_shows
from server.services.actor import Actor
from server.services.context import Context
from server.services.door.mark_attendance import mark_attendance


class AttendanceController(Controller):
    """`/api/staff/sessions/{id}`: who was there."""

    path = "/api/staff/sessions/{session_id:int}"
    guards = (staff_only,)
    tags = ("Staff",)

    @post("/attendance", status_code=200)
    async def mark(
        self, actor: Actor, context: Context, session_id: PathId, data: AttendanceRequest
    ) -> AttendanceResults:
        """Mark reservations as arrived, attended or absent, each by the same rules as alone (R23, §6).

        A refused item has its `code` and changes nothing; the others are marked all the same.
        """
        return await mark_attendance(session_id, data, actor, context)

    @get("/no-shows")
    async def no_shows(self, actor: Actor, context: Context, session_id: PathId) -> list[SessionNoShow]:
        """List who missed the class, excused ones too, and what it does to their bookings after it (R34)."""
        return await session_no_shows(session_id, actor, context)
