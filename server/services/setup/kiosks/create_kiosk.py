"""Set a kiosk up, and give it the code that pairs it."""

from server.contract import kiosk_setup as shapes
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.setup.rows import hold, refer
from server.services.signing_in.pair_kiosk import issue_pairing_code
from server.tables.kiosks import Kiosk
from server.tables.studios import Studio


async def create_kiosk(asked: shapes.KioskRequest, context: Context) -> shapes.KioskPairing:
    """Return the new kiosk's pairing code. Raises InvalidFieldError for a studio that is not there."""
    now = context.now()
    async with write_transaction():
        await refer(Studio, asked.studio_id, "studioId")
        row = Kiosk(studio=asked.studio_id, name=asked.name, created_at=now)
        await row.save()
        return await issue_pairing_code(row.id, now)


async def pair_again(kiosk_id: int, context: Context) -> shapes.KioskPairing:
    """Return a new pairing code of a kiosk, which stays the same kiosk; its device goes on until the code is used.

    Raises NotFoundError, and ConflictError `kiosk_revoked`.
    """
    now = context.now()
    async with write_transaction():
        await hold(Kiosk, kiosk_id)
        if await Kiosk.exists().where(Kiosk.id == kiosk_id, Kiosk.revoked_at.is_not_null()):
            raise ConflictError("kiosk_revoked", "This kiosk was revoked: set up a new one.")
        return await issue_pairing_code(kiosk_id, now)
