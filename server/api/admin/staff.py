"""Staff members and admins, set up by admins."""

from typing import Annotated

from litestar import Controller, delete, get, patch, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import Cursor, Limit, PathId, StudioFilter
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.setup import Removal
from server.contract.staff_members import StaffMember, StaffMemberChange, StaffMemberRequest
from server.services.context import Context
from server.services.setup.staff.change_staff import change_staff
from server.services.setup.staff.create_staff import create_staff
from server.services.setup.staff.read_staff import list_staff, read_staff
from server.services.setup.staff.remove_staff import remove_staff

StaffMemberPage = Annotated[Page[StaffMember], Parameter(schema_component_key="StaffMemberPage")]


class StaffMemberController(Controller):
    """`/api/admin/staff`."""

    path = "/api/admin/staff"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def every(
        self, studio_id: StudioFilter = None, limit: Limit = USUAL_PAGE, cursor: Cursor = None
    ) -> StaffMemberPage:
        """List the people who are not archived."""
        return await list_staff(studio_id, Paging(limit, cursor))

    @post("/")
    async def create(self, data: StaffMemberRequest, context: Context) -> StaffMember:
        """Take a staff member or an admin on."""
        return await create_staff(data, context)

    @get("/{staff_id:int}")
    async def one(self, staff_id: PathId) -> StaffMember:
        """Return a staff member, an archived one too."""
        return await read_staff(staff_id)

    @patch("/{staff_id:int}")
    async def change(self, staff_id: PathId, data: StaffMemberChange, context: Context) -> StaffMember:
        """Change a staff member: what is absent stays, null clears."""
        return await change_staff(staff_id, data, context)

    @delete("/{staff_id:int}", status_code=200)
    async def remove(self, staff_id: PathId, context: Context) -> Removal:
        """Let a person go: archived where something they did is recorded."""
        return await remove_staff(staff_id, context)
