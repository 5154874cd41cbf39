"""The kiosks, one or many."""

from server.contract import kiosk_setup as shapes
from server.contract.paging import Page, Paging
from server.services.paging import read_page
from server.services.setup.kiosks.present import present
from server.services.setup.rows import find
from server.tables.kiosks import Kiosk


async def list_kiosks(studio_id: int | None, paging: Paging) -> Page[shapes.Kiosk]:
    """Return the kiosks that are not revoked, of one studio or of all."""
    conditions = [Kiosk.revoked_at.is_null()]
    if studio_id is not None:
        conditions.append(Kiosk.studio == studio_id)
    rows, next_cursor = await read_page(Kiosk, conditions, paging)
    return Page(items=[present(row) for row in rows], next_cursor=next_cursor)


async def read_kiosk(kiosk_id: int) -> shapes.Kiosk:
    """Return one kiosk, a revoked one too. Raises NotFoundError."""
    return present(await find(Kiosk, kiosk_id))
