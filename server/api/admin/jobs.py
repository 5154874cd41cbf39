"""What the nights did, do, and would do."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import Cursor, Limit, StudioFilter
from server.contract.nights import NightPreview, NightRun, NightRuns, RunNightRequest
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.services.absence.nights import run_by_hand
from server.services.absence.preview import preview
from server.services.absence.read_runs import list_runs, read_runs_by_ids
from server.services.actor import Actor
from server.services.context import Context

NightRunPage = Annotated[Page[NightRun], Parameter(schema_component_key="NightRunPage")]


class JobController(Controller):
    """`/api/admin/jobs`."""

    path = "/api/admin/jobs"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def runs(
        self, context: Context, studio_id: StudioFilter = None, limit: Limit = USUAL_PAGE, cursor: Cursor = None
    ) -> NightRunPage:
        """List the runs of the nights with their counts, the newest first."""
        return await list_runs(studio_id, Paging(limit, cursor), context.now())

    @post("/nightly/run", status_code=200)
    async def run(self, actor: Actor, context: Context, data: RunNightRequest) -> NightRuns:
        """Do the night now, as a run by hand that claims no date; done again it finds nothing left to do (R33).

        Takes no Idempotency-Key: it works in many transactions, and a run that broke off is finished by the next.
        """
        run_ids = await run_by_hand(data.studio_id, context.now(), actor, context)
        return NightRuns(runs=await read_runs_by_ids(run_ids, context.now()))

    @get("/nightly/preview")
    async def tonight(self, context: Context, studio_id: StudioFilter = None) -> list[NightPreview]:
        """Say whom each studio's next night would touch and why, if nothing changed until then (R38)."""
        return await preview(studio_id, None, context)
