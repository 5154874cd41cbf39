"""Class steps, the parts of courses, set up by admins."""

from typing import Annotated

from litestar import Controller, delete, get, patch, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import CourseFilter, Cursor, Limit, PathId, StudioFilter
from server.contract.courses import ClassStep, ClassStepChange, ClassStepRequest
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.setup import Removal
from server.services.context import Context
from server.services.setup.steps.change_step import change_step
from server.services.setup.steps.create_step import create_step
from server.services.setup.steps.read_steps import list_steps, read_step
from server.services.setup.steps.remove_step import remove_step

ClassStepPage = Annotated[Page[ClassStep], Parameter(schema_component_key="ClassStepPage")]


class ClassStepController(Controller):
    """`/api/admin/steps`."""

    path = "/api/admin/steps"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def every(
        self,
        studio_id: StudioFilter = None,
        course_id: CourseFilter = None,
        limit: Limit = USUAL_PAGE,
        cursor: Cursor = None,
    ) -> ClassStepPage:
        """List the parts, by their position, that are not archived."""
        return await list_steps(studio_id, course_id, Paging(limit, cursor))

    @post("/")
    async def create(self, data: ClassStepRequest) -> ClassStep:
        """Add a part to a course."""
        return await create_step(data)

    @get("/{step_id:int}")
    async def one(self, step_id: PathId) -> ClassStep:
        """Return a part, an archived one too."""
        return await read_step(step_id)

    @patch("/{step_id:int}")
    async def change(self, step_id: PathId, data: ClassStepChange, context: Context) -> ClassStep:
        """Change a part: what is absent stays, null clears.

        409 `position_taken`; `sessions_outside_window` while classes to come lie outside the new window.
        """
        return await change_step(step_id, data, context)

    @delete("/{step_id:int}", status_code=200)
    async def remove(self, step_id: PathId, context: Context) -> Removal:
        """Take a part out of its course: archived where it was reserved."""
        return await remove_step(step_id, context)
