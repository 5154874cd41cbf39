"""A device becomes a kiosk."""

from litestar import Controller, post

from server.contract.kiosk import PairAnswer, PairRequest
from server.services.context import Context
from server.services.signing_in.pair_kiosk import pair_kiosk


class PairingController(Controller):
    """`/api/kiosk/pair`."""

    path = "/api/kiosk/pair"
    tags = ("Kiosk",)

    @post("/", opt={"public": True})
    async def pair(self, data: PairRequest, client: str, context: Context) -> PairAnswer:
        """Exchange a pairing code for a device token."""
        return await pair_kiosk(data, client, context)
