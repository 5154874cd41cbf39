"""What the desk does with a class session as a whole."""

from litestar import Controller, post

from server.access.guards import staff_only
from server.access.parameters import PathId
from server.access.refusals import accepted
from server.contract.notes import Note, NoteRequest
from server.contract.reservations import Reservation
from server.contract.sessions import ClassSession
from server.contract.studio_acts import CapacityRequest
from server.contract.walk_ins import WalkInRequest
from server.services.actor import Actor
from server.services.context import Context
from server.services.door.walk_in import walk_in
from server.services.notes.write_note import note_on_session
from server.services.studio_acts.change_capacity import change_capacity


class StaffSessionController(Controller):
    """`/api/staff/sessions/{id}`."""

    path = "/api/staff/sessions/{session_id:int}"
    guards = (staff_only,)
    tags = ("Staff",)

    @post("/capacity", status_code=200)
    async def capacity(self, actor: Actor, context: Context, session_id: PathId, data: CapacityRequest) -> ClassSession:
        """Give a session another number of seats; recorded with its reason.

        409 `capacity_below_seats` where more people have a seat.
        """
        return await change_capacity(session_id, data, actor, context)

    @post("/walk-ins")
    async def let_in(self, actor: Actor, context: Context, session_id: PathId, data: WalkInRequest) -> Reservation:
        """Let somebody in without a reservation, on their pass or on one that is sold with it (R31).

        A refusal sells nothing and adds nobody.
        """
        return accepted(await walk_in(session_id, data, actor, context), context)

    @post("/notes")
    async def note(self, actor: Actor, context: Context, session_id: PathId, data: NoteRequest) -> Note:
        """Note something down about a session; the day shows it."""
        return await note_on_session(session_id, data, actor, context)
