"""What needs a person: messages that were given up, scans that came too late."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import Parameter

from server.access.guards import staff_only
from server.access.parameters import Cursor, Limit, PathId
from server.access.refusals import accepted
from server.contract.inbox import InboxItem, ResolveRequest
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.services.actor import Actor
from server.services.context import Context
from server.services.inbox.read_inbox import read_inbox
from server.services.inbox.resolve_item import resolve_item

InboxPage = Annotated[Page[InboxItem], Parameter(schema_component_key="InboxPage")]


class InboxController(Controller):
    """`/api/staff/inbox`: that of the studios that the caller serves."""

    path = "/api/staff/inbox"
    guards = (staff_only,)
    tags = ("Staff",)

    @get("/")
    async def waiting(self, actor: Actor, limit: Limit = USUAL_PAGE, cursor: Cursor = None) -> InboxPage:
        """List what nobody has resolved, the oldest first, each with what can be done about it."""
        return await read_inbox(actor, Paging(limit, cursor))

    @post("/{item_id:int}/resolve", status_code=200)
    async def resolve(self, actor: Actor, context: Context, item_id: PathId, data: ResolveRequest) -> InboxItem:
        """Do one of the item's actions; again is the same answer, another one 409 `already_resolved`.

        `retry` sends the message again, to the address that the customer has now. `attended` marks the booking of a
        late upload so, by the rule of the roster: refused with its code, the item waits on.
        """
        return accepted(await resolve_item(item_id, data, actor, context), context)
