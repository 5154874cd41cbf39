"""Kiosks, set up by admins."""

from typing import Annotated

from litestar import Controller, delete, get, patch, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import Cursor, Limit, PathId, StudioFilter
from server.contract.kiosk_setup import Kiosk, KioskChange, KioskPairing, KioskRequest
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.setup import Removal
from server.services.context import Context
from server.services.setup.kiosks.change_kiosk import change_kiosk
from server.services.setup.kiosks.create_kiosk import create_kiosk, pair_again
from server.services.setup.kiosks.read_kiosks import list_kiosks, read_kiosk
from server.services.setup.kiosks.remove_kiosk import remove_kiosk

KioskPage = Annotated[Page[Kiosk], Parameter(schema_component_key="KioskPage")]


class KioskController(Controller):
    """`/api/admin/kiosks`."""

    path = "/api/admin/kiosks"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def every(
        self, studio_id: StudioFilter = None, limit: Limit = USUAL_PAGE, cursor: Cursor = None
    ) -> KioskPage:
        """List the kiosks that are not revoked."""
        return await list_kiosks(studio_id, Paging(limit, cursor))

    @post("/")
    async def create(self, data: KioskRequest, context: Context) -> KioskPairing:
        """Set a kiosk up and show the code that pairs it, once."""
        return await create_kiosk(data, context)

    @post("/{kiosk_id:int}/pairing-code")
    async def pairing_code(self, kiosk_id: PathId, context: Context) -> KioskPairing:
        """Show another code, once, that pairs the same kiosk again."""
        return await pair_again(kiosk_id, context)

    @get("/{kiosk_id:int}")
    async def one(self, kiosk_id: PathId) -> Kiosk:
        """Return a kiosk, a revoked one too."""
        return await read_kiosk(kiosk_id)

    @patch("/{kiosk_id:int}")
    async def change(self, kiosk_id: PathId, data: KioskChange) -> Kiosk:
        """Rename a kiosk."""
        return await change_kiosk(kiosk_id, data)

    @delete("/{kiosk_id:int}", status_code=200)
    async def remove(self, kiosk_id: PathId, context: Context) -> Removal:
        """Take a kiosk away: revoked where it was ever paired."""
        return await remove_kiosk(kiosk_id, context)
