"""Reports for admins: who missed classes, and how the classes were used; as JSON, or as CSV for a spreadsheet."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Annotated, Final

from litestar import Controller, Response, get
from litestar.openapi import ResponseSpec
from litestar.params import Parameter, QueryParameter
from litestar.response import Stream

from server.access.csv_answer import csv_answer
from server.access.guards import admins_only
from server.access.parameters import CourseFilter, Cursor, Limit, StudioFilter
from server.contract.base import DateSpan
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.reports import GroupBy, NoShow, ReportFormat, Utilization
from server.services.reports.no_shows import all_no_shows, list_no_shows, wanted_no_shows
from server.services.reports.utilization import utilization

NoShowPage = Annotated[Page[NoShow], Parameter(schema_component_key="NoShowPage")]

First = Annotated[date, QueryParameter(name="from", description="the first local date")]
Last = Annotated[date, QueryParameter(name="to", description="the last local date, inclusive; 366 days at most")]
Format = Annotated[ReportFormat, QueryParameter(name="format")]

NO_SHOWS: Final = {200: ResponseSpec(NoShowPage, description="A page of the absences; as CSV all of them")}
UTILIZATION: Final = {200: ResponseSpec(list[Utilization], description="One row a group")}


class NoShowController(Controller):
    """`/api/admin/reservations/no-shows`."""

    path = "/api/admin/reservations/no-shows"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/", responses=NO_SHOWS, opt={"csv": True})
    async def no_shows(
        self,
        *,
        first: First,
        last: Last,
        studio_id: StudioFilter = None,
        course_id: CourseFilter = None,
        form: Format = ReportFormat.JSON,
        limit: Limit = USUAL_PAGE,
        cursor: Cursor = None,
    ) -> Response[Page[NoShow]] | Stream:
        """List who missed the classes of a span, by the class's start, and how often they had before.

        As CSV the list comes whole. The studio may be left out where there is one.
        """
        wanted = await wanted_no_shows(studio_id, DateSpan(first, last), course_id)
        if form is ReportFormat.CSV:
            return csv_answer(f"no-shows-{first}-{last}", NoShow, all_no_shows(wanted))
        return Response(await list_no_shows(wanted, Paging(limit, cursor)))


class UtilizationController(Controller):
    """`/api/admin/reports/utilization`."""

    path = "/api/admin/reports/utilization"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/", responses=UTILIZATION, opt={"csv": True})
    async def used(
        self,
        *,
        first: First,
        last: Last,
        studio_id: StudioFilter = None,
        group_by: Annotated[GroupBy, QueryParameter(name="groupBy")] = GroupBy.COURSE,
        form: Format = ReportFormat.JSON,
    ) -> Response[list[Utilization]] | Stream:
        """Count how the classes of a span were used, of one studio or of all, group by group.

        What each figure means stands with the shape; classes that the studio has cancelled are left out.
        """
        rows = await utilization(studio_id, DateSpan(first, last), group_by)
        if form is ReportFormat.CSV:
            return csv_answer(f"utilization-by-{group_by}-{first}-{last}", Utilization, _at_once(rows))
        return Response(rows)


async def _at_once(rows: Sequence[Utilization]) -> AsyncIterator[Sequence[Utilization]]:
    yield rows
