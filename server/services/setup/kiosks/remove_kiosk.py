"""Take a kiosk away: revoked where it was ever paired, else deleted."""

from server.contract.setup import Removal
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.setup.rows import archive, delete, hold
from server.services.signing_in.tokens import revoke_tokens_of_kiosk
from server.tables.kiosks import Kiosk, PairingCode


async def remove_kiosk(kiosk_id: int, context: Context) -> Removal:
    """Delete or revoke a kiosk: its device, the staff who are signed in at it and its pairing code are out at once.

    Raises NotFoundError.
    """
    now = context.now()
    async with write_transaction():
        row = await hold(Kiosk, kiosk_id)
        if await Kiosk.exists().where(Kiosk.id == kiosk_id, Kiosk.paired_at.is_null()):
            return await delete(row)
        await PairingCode.delete().where(PairingCode.kiosk == kiosk_id)
        await revoke_tokens_of_kiosk(kiosk_id, now)
        return await archive(row, now, "revoked_at")
