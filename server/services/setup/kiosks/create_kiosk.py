"""Set a kiosk up, and give it the code that pairs it."""

from server.contract import kiosk_setup as shapes
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.setup.rows import hold, refer
from server.services.signing_in.pairing_codes import issue_pairing_code
from server.tables.kiosks import Kiosk
from server.tables.studios import Studio


async def create_kiosk(asked: shapes.KioskRequest, context: Context) -> shapes.KioskPairing:
    """Return the new kiosk's pairing code. Raises InvalidFieldError for a studio that is not there."""
    now = context.now()
    async with write_transaction():
        await refer(Studio, asked.studio_id, "studioId")
        row = Kiosk(studio=asked.studio_id, name=asked.name, created_at=now)
        await row.save()
        code, expires_at = await issue_pairing_code(row.id, now)
    return shapes.KioskPairing(id=row.id, pairing_code=code, expires_at=expires_at)


async def pair_again(kiosk_id: int, context: Context) -> shapes.KioskPairing:
    """Return a new pairing code of a kiosk, a revoked one too: it stays the same kiosk. Raises NotFoundError.

    The device that it is paired with goes on until the code is used.
    """
    now = context.now()
    async with write_transaction():
        await hold(Kiosk, kiosk_id)
        code, expires_at = await issue_pairing_code(kiosk_id, now)
    return shapes.KioskPairing(id=kiosk_id, pairing_code=code, expires_at=expires_at)
