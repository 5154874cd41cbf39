"""Closures, set by admins."""

from typing import Annotated

from litestar import Controller, delete, get, patch, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import Cursor, FirstDate, LastDate, Limit, PathId, StudioFilter
from server.contract.closures import Closure, ClosureChange, ClosureMade, ClosureRequest
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.setup import Removal
from server.services.actor import Actor
from server.services.context import Context
from server.services.setup.closures.change_closure import change_closure
from server.services.setup.closures.create_closure import create_closure
from server.services.setup.closures.read_closures import list_closures, read_closure
from server.services.setup.closures.remove_closure import remove_closure

ClosurePage = Annotated[Page[Closure], Parameter(schema_component_key="ClosurePage")]


class ClosureController(Controller):
    """`/api/admin/closures`."""

    path = "/api/admin/closures"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def every(
        self,
        studio_id: StudioFilter = None,
        first: FirstDate = None,
        last: LastDate = None,
        limit: Limit = USUAL_PAGE,
        cursor: Cursor = None,
    ) -> ClosurePage:
        """List the closures by their date, past ones too."""
        return await list_closures(studio_id, first, last, Paging(limit, cursor))

    @post("/")
    async def create(self, actor: Actor, context: Context, data: ClosureRequest) -> ClosureMade:
        """Close a studio on one of its local dates, today at the earliest.

        409 `would_cancel` with `sessions` where classes of that date have not ended yet, until it is sent with
        `confirm: true`: then they are cancelled, seats and punches are given back, and everybody is told the reason.
        A date that is closed already keeps its closure; classes that stand there by now are cancelled likewise.
        """
        return await create_closure(data, actor, context)

    @get("/{closure_id:int}")
    async def one(self, closure_id: PathId) -> Closure:
        """Return a closure."""
        return await read_closure(closure_id)

    @patch("/{closure_id:int}")
    async def change(self, actor: Actor, context: Context, closure_id: PathId, data: ClosureChange) -> Closure:
        """Change the reason; who has been told another one is not told again."""
        return await change_closure(closure_id, data, actor, context)

    @delete("/{closure_id:int}", status_code=200)
    async def remove(self, actor: Actor, context: Context, closure_id: PathId) -> Removal:
        """Open the date again. No class comes back by itself: what was cancelled stays so.

        A date that a timetable passed over is made when the timetable is asked for again.
        """
        return await remove_closure(closure_id, actor, context)
