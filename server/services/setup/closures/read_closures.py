"""The closures, one or many."""

from datetime import date

from piccolo.custom_types import Combinable

from server.contract import closures as shapes
from server.contract.base import refuse_far_date
from server.contract.paging import Page, Paging
from server.services.paging import read_page
from server.services.setup.closures.present import present
from server.services.setup.rows import find
from server.tables.studios import Closure


async def list_closures(
    studio_id: int | None, first: date | None, last: date | None, paging: Paging
) -> Page[shapes.Closure]:
    """Return closures by their date, of one studio or of all, both ends inclusive; None is open.

    Raises WrongDateError for dates outside the years 2000 to 2100.
    """
    refuse_far_date(first)
    refuse_far_date(last)
    conditions: list[Combinable] = []
    if studio_id is not None:
        conditions.append(Closure.studio == studio_id)
    if first is not None:
        conditions.append(Closure.date >= first)
    if last is not None:
        conditions.append(Closure.date <= last)
    rows, next_cursor = await read_page(Closure, conditions, paging, Closure.date)
    return Page(items=[present(row) for row in rows], next_cursor=next_cursor)


async def read_closure(closure_id: int) -> shapes.Closure:
    """Return one closure. Raises NotFoundError."""
    return present(await find(Closure, closure_id))
