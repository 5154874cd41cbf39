"""The kiosks, one or many."""

from piccolo.custom_types import Combinable

from server.contract import kiosk_setup as shapes
from server.contract.paging import Page, Paging
from server.services.paging import read_page
from server.services.setup.kiosks.present import present
from server.services.setup.rows import find
from server.tables.kiosks import Kiosk


async def list_kiosks(studio_id: int | None, paging: Paging) -> Page[shapes.Kiosk]:
    """Return the kiosks of one studio or of all, revoked ones too: they can be paired again."""
    conditions: list[Combinable] = [] if studio_id is None else [Kiosk.studio == studio_id]
    rows, next_cursor = await read_page(Kiosk, conditions, paging)
    return Page(items=[present(row) for row in rows], next_cursor=next_cursor)


async def read_kiosk(kiosk_id: int) -> shapes.Kiosk:
    """Return one kiosk. Raises NotFoundError."""
    return present(await find(Kiosk, kiosk_id))
