"""Studios, set up by admins."""

from typing import Annotated

from litestar import Controller, delete, get, patch, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import Cursor, Limit, PathId
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.setup import Removal
from server.contract.studios import Studio, StudioChange, StudioRequest
from server.services.context import Context
from server.services.setup.studios.change_studio import change_studio
from server.services.setup.studios.create_studio import create_studio
from server.services.setup.studios.read_studios import list_studios, read_studio
from server.services.setup.studios.remove_studio import remove_studio

StudioPage = Annotated[Page[Studio], Parameter(schema_component_key="StudioPage")]


class StudioController(Controller):
    """`/api/admin/studios`."""

    path = "/api/admin/studios"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def every(self, limit: Limit = USUAL_PAGE, cursor: Cursor = None) -> StudioPage:
        """List the studios that are not archived."""
        return await list_studios(Paging(limit, cursor))

    @post("/")
    async def create(self, data: StudioRequest, context: Context) -> Studio:
        """Open a studio."""
        return await create_studio(data, context)

    @get("/{studio_id:int}")
    async def one(self, studio_id: PathId) -> Studio:
        """Return a studio, an archived one too."""
        return await read_studio(studio_id)

    @patch("/{studio_id:int}")
    async def change(self, studio_id: PathId, data: StudioChange) -> Studio:
        """Change a studio: what is absent stays, null clears."""
        return await change_studio(studio_id, data)

    @delete("/{studio_id:int}", status_code=200)
    async def remove(self, studio_id: PathId, context: Context) -> Removal:
        """Close a studio: archived where somebody knows it."""
        return await remove_studio(studio_id, context)
