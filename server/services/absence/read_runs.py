"""Read what the nights did, the newest run first."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from server.contract.nights import NightRun, RunState
from server.contract.paging import Page, Paging
from server.rules.vocabulary import NightKind
from server.services.absence.claim_night import is_held
from server.services.actor_names import names_of
from server.services.paging import read_newest
from server.tables.nights import JobRun
from server.tables.studios import Studio


async def list_runs(studio_id: int | None, paging: Paging, now: datetime) -> Page[NightRun]:
    """Return a page of the runs of a studio, or of all. Raises InvalidFieldError for a cursor that no list gave."""
    conditions = [] if studio_id is None else [JobRun.studio == studio_id]
    rows, next_cursor = await read_newest(JobRun, conditions, paging)
    return Page(items=await _present(rows, now), next_cursor=next_cursor)


async def read_runs_by_ids(run_ids: Sequence[int], now: datetime) -> list[NightRun]:
    """Return runs in the order in which they began."""
    if not run_ids:
        return []
    return await _present(await JobRun.objects().where(JobRun.id.is_in(list(run_ids))).order_by(JobRun.id), now)


async def _present(rows: Sequence[JobRun], now: datetime) -> list[NightRun]:
    studios = {row["id"]: row["name"] for row in await Studio.select(Studio.id, Studio.name)}
    names = await names_of(row.started_by for row in rows)
    return [_run(row, studios, names, now) for row in rows]


def _run(row: JobRun, studios: Mapping[int, str], names: Mapping[str, str], now: datetime) -> NightRun:
    return NightRun(
        id=row.id,
        studio_id=row.studio,
        studio_name=studios[row.studio],
        kind=NightKind(row.kind),
        state=_state(row, now),
        local_date=row.local_date,
        as_of=row.as_of,
        started_by=names[row.started_by],
        started_at=row.started_at,
        finished_at=row.finished_at,
        attended=row.attended,
        no_shows=row.no_shows,
        absences=row.absences,
        auto_cancelled=row.auto_cancelled,
        failed_registrations=msgspec.json.decode(row.failed_ids, type=list[int]),
    )


def _state(row: JobRun, now: datetime) -> RunState:
    finished_at: datetime | None = row.finished_at  # Piccolo types a nullable column as if it were not
    if finished_at is not None:
        return RunState.FINISHED
    return RunState.RUNNING if is_held(row.lease_until, now) else RunState.ABANDONED
