"""The nightly job: each studio's own night, once, by the clock or by hand (R33, R35)."""

from datetime import datetime

from server.logs.log import logger
from server.rules.absence import latest_night
from server.rules.vocabulary import NightKind
from server.services.absence.act_on_absences import act_on_absences
from server.services.absence.batches import LeaseLostError
from server.services.absence.claim_night import Night, WantedNight, begin_by_hand, claim_night
from server.services.absence.run import Run
from server.services.absence.settle import settle
from server.services.absence.studios import open_studios
from server.services.actor import SYSTEM, Actor
from server.services.context import Context
from server.services.studio_facts import zone_of
from server.tables.nights import JobRun

log = logger(__name__)


async def run_due_nights(context: Context) -> list[int]:
    """Work on every studio's night that is due and not done, and return the ids of the runs that were made here.

    Asked every 30 seconds: two statements where nothing is due. A studio's night that breaks off harms no other one's,
    and is finished by a later tick; then raises what it broke off with.
    """
    runs: list[int] = []
    broken: Exception | None = None
    for wanted in await due_nights(context.now()):
        night = await claim_night(wanted, SYSTEM, context)
        if night is None:
            continue
        try:
            await _work(night)
            runs.append(night.id)
        except Exception as error:  # noqa: BLE001 - raised below, when the others have had their night
            broken = error
    if broken is not None:
        raise broken
    return runs


async def run_by_hand(studio_id: int | None, as_of: datetime, actor: Actor, context: Context) -> list[int]:
    """Do a studio's night now, or every studio's, judged as of an instant (UTC); it claims no night (R33).

    Returns the ids of the runs. Raises NotFoundError for a studio that is none.
    """
    runs: list[int] = []
    for studio in await open_studios(studio_id):
        wanted = WantedNight(studio.id, latest_night(as_of, zone_of(studio.timezone)), as_of)
        night = await begin_by_hand(wanted, actor, context)
        await _work(night)
        runs.append(night.id)
    return runs


async def due_nights(now: datetime) -> list[WantedNight]:
    """Return the nights that have come and that nobody has finished; a living server may be at work on one of them."""
    studios = await open_studios()
    nights = {studio.id: latest_night(now, zone_of(studio.timezone)) for studio in studios}
    if not nights:
        return []
    done = await JobRun.select(JobRun.studio, JobRun.local_date).where(
        JobRun.kind == NightKind.NIGHTLY.value,
        JobRun.finished_at.is_not_null(),
        JobRun.local_date >= min(nights.values()),
    )
    finished = {(row["studio"], row["local_date"]) for row in done}
    return [WantedNight(each, night, now) for each, night in nights.items() if (each, night) not in finished]


async def _work(night: Night) -> None:
    """The sweep comes first (R32), then what the absences cause; each batch notes its counts and renews the lease."""
    wanted = night.wanted
    log.info("night.begun", run=night.id, studio=wanted.studio_id, date=str(wanted.local_date))
    try:
        run = Run(wanted.as_of, night.context.now(), night.note)
        failed = await settle(run, wanted.studio_id)
        failed += await act_on_absences(run, wanted.studio_id)
    except LeaseLostError:
        log.warning("night.taken_over", run=night.id, studio=wanted.studio_id)
        return
    await night.finish(sorted(set(failed)))
    log.info("night.done", run=night.id, studio=wanted.studio_id, failed=len(failed))
