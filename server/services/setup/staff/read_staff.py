"""Staff members and admins, one or many."""

from server.contract import staff_members as shapes
from server.contract.paging import Page, Paging
from server.services.paging import read_page
from server.services.setup.rows import find
from server.services.setup.staff.present import present, present_all
from server.tables.people import StaffMember, StaffStudio


async def list_staff(studio_id: int | None, paging: Paging) -> Page[shapes.StaffMember]:
    """Return the people who are not archived, those of one studio or all; admins count only where they are linked."""
    conditions = [StaffMember.archived_at.is_null()]
    if studio_id is not None:
        at_studio = StaffStudio.select(StaffStudio.staff).where(StaffStudio.studio == studio_id)
        conditions.append(StaffMember.id.is_in(at_studio))
    rows, next_cursor = await read_page(StaffMember, conditions, paging)
    return Page(items=await present_all(rows), next_cursor=next_cursor)


async def read_staff(staff_id: int) -> shapes.StaffMember:
    """Return one person, an archived one too. Raises NotFoundError."""
    return await present(await find(StaffMember, staff_id))
