"""The studios, one or many."""

from server.contract import studios as shapes
from server.contract.paging import Page, Paging
from server.services.paging import read_page
from server.services.setup.rows import find
from server.services.setup.studios.present import present
from server.tables.studios import Studio


async def list_studios(paging: Paging) -> Page[shapes.Studio]:
    """Return the studios that are not archived."""
    rows, next_cursor = await read_page(Studio, [Studio.archived_at.is_null()], paging)
    return Page(items=[present(row) for row in rows], next_cursor=next_cursor)


async def read_studio(studio_id: int) -> shapes.Studio:
    """Return one studio, an archived one too. Raises NotFoundError."""
    return present(await find(Studio, studio_id))
