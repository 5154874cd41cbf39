"""Staff at the kiosk: who can sign in, and signing in by PIN."""

from litestar import Controller, get, post

from server.access.guards import kiosks_only
from server.access.refusals import accepted
from server.contract.kiosk import PinAnswer, PinRequest, StaffTile
from server.services.actor import Actor
from server.services.context import Context
from server.services.signing_in.sign_in_at_kiosk import sign_in_at_kiosk, staff_tiles


class KioskStaffController(Controller):
    """`/api/kiosk/staff`."""

    path = "/api/kiosk/staff"
    guards = (kiosks_only,)
    tags = ("Kiosk",)

    @get("/")
    async def tiles(self, actor: Actor) -> list[StaffTile]:
        """List who can sign in at this kiosk."""
        return await staff_tiles(actor)

    @post("/")
    async def sign_in(self, data: PinRequest, actor: Actor, context: Context) -> PinAnswer:
        """Exchange a PIN for a token for the staff calls (R42)."""
        return accepted(await sign_in_at_kiosk(data, actor, context), context)
