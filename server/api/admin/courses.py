"""Courses, set up by admins."""

from typing import Annotated

from litestar import Controller, delete, get, patch, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import Cursor, Limit, PathId, StudioFilter
from server.contract.courses import Course, CourseChange, CourseRequest
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.setup import Removal
from server.services.context import Context
from server.services.setup.courses.change_course import change_course
from server.services.setup.courses.create_course import create_course
from server.services.setup.courses.read_courses import list_courses, read_course
from server.services.setup.courses.remove_course import remove_course

CoursePage = Annotated[Page[Course], Parameter(schema_component_key="CoursePage")]


class CourseController(Controller):
    """`/api/admin/courses`."""

    path = "/api/admin/courses"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def every(
        self, studio_id: StudioFilter = None, limit: Limit = USUAL_PAGE, cursor: Cursor = None
    ) -> CoursePage:
        """List the courses that are not archived."""
        return await list_courses(studio_id, Paging(limit, cursor))

    @post("/")
    async def create(self, data: CourseRequest) -> Course:
        """Offer a course."""
        return await create_course(data)

    @get("/{course_id:int}")
    async def one(self, course_id: PathId) -> Course:
        """Return a course, an archived one too."""
        return await read_course(course_id)

    @patch("/{course_id:int}")
    async def change(self, course_id: PathId, data: CourseChange) -> Course:
        """Change a course: what is absent stays, null clears."""
        return await change_course(course_id, data)

    @delete("/{course_id:int}", status_code=200)
    async def remove(self, course_id: PathId, context: Context) -> Removal:
        """Give a course up: archived where it was reserved or sold."""
        return await remove_course(course_id, context)
