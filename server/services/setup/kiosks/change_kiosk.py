"""Rename a kiosk."""

from server.contract import kiosk_setup as shapes
from server.database.write_transaction import write_transaction
from server.services.setup.kiosks.present import present
from server.services.setup.rows import change, hold
from server.tables.kiosks import Kiosk


async def change_kiosk(kiosk_id: int, asked: shapes.KioskChange) -> shapes.Kiosk:
    """Return the kiosk as it is now. Raises NotFoundError."""
    async with write_transaction():
        return present(await change(await hold(Kiosk, kiosk_id), {"name": asked.name}))
