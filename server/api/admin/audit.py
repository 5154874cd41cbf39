"""Who did what, when and why."""

from typing import Annotated

from litestar import Controller, get
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import (
    ActorFilter,
    Cursor,
    FirstDate,
    LastDate,
    Limit,
    StudioFilter,
    SubjectFilter,
    SubjectIdFilter,
)
from server.contract.audit import AuditItem
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.services.audit.read_audit import AskedActs, read_audit

AuditPage = Annotated[Page[AuditItem], Parameter(schema_component_key="AuditPage")]


class AuditController(Controller):
    """`/api/admin/audit`."""

    path = "/api/admin/audit"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def acts(
        self,
        *,
        studio_id: StudioFilter = None,
        first: FirstDate = None,
        last: LastDate = None,
        by: ActorFilter = None,
        subject: SubjectFilter = None,
        subject_id: SubjectIdFilter = None,
        limit: Limit = USUAL_PAGE,
        cursor: Cursor = None,
    ) -> AuditPage:
        """List what was done, by whom, when and why, the newest first.

        These are every move of a reservation, every change of punches that no move brought with it, and what staff and
        admins did besides: seats, classes moved and cancelled, notes, the inbox.

        With a subject, what was done to it or is about it: of a customer their reservations, passes and notes, of a
        session its reservations too.
        """
        asked = AskedActs(studio_id, first, last, by, subject, subject_id)
        return await read_audit(asked, Paging(limit, cursor))
