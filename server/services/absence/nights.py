"""The nightly job: each studio's own night, once, by the clock or by hand (R33, R35)."""

from collections.abc import Container
from datetime import date, datetime, timedelta
from typing import Final

from server.logs.log import logger
from server.rules.absence import latest_night
from server.rules.vocabulary import NightKind
from server.services.absence.act_on_absences import act_on_absences
from server.services.absence.batches import LeaseLostError
from server.services.absence.claim_night import Night, WantedNight, begin_by_hand, claim_night
from server.services.absence.expire_punches import expire_punches
from server.services.absence.run import Run
from server.services.absence.settle import settle
from server.services.absence.studios import open_studios
from server.services.actor import SYSTEM, Actor
from server.services.context import Context
from server.services.studio_facts import zone_of
from server.tables.nights import JobRun
from server.tables.studios import Studio

FinishedNight = tuple[int, date]
"""A studio and the date of its night."""

LATEST_NIGHT_BEHIND: Final = timedelta(days=2)
"""No studio's night that is due lies more than a day before the date in UTC; the second one leaves room."""

log = logger(__name__)


async def run_due_nights(context: Context) -> list[int]:
    """Work on every studio's night that is due and not done, and return the ids of the runs that were done here.

    Asked every 30 seconds: two statements where nothing is due. A studio's night that breaks off harms no other one's,
    and is finished by a later tick; then raises what it broke off with.
    """
    runs: list[int] = []
    broken: Exception | None = None
    finished = await _finished_nights(context.now())
    for studio in await open_studios():
        try:
            night = await _claim_due(studio, finished, context)
            if night is not None and await _is_done(night):
                runs.append(night.id)
        except Exception as error:  # noqa: BLE001 - raised below, when the others have had their night
            broken = error
    if broken is not None:
        raise broken
    return runs


async def run_by_hand(studio_id: int | None, as_of: datetime, actor: Actor, context: Context) -> list[int]:
    """Do a studio's night now, or every studio's, judged as of an instant (UTC); it claims no night (R33).

    Returns the ids of the runs. Raises NotFoundError for a studio that is none, and what a studio's night broke off
    with, when the others have had theirs.
    """
    runs: list[int] = []
    broken: Exception | None = None
    for studio in await open_studios(studio_id):
        try:
            runs.append(await _run_by_hand(studio, as_of, actor, context))
        except Exception as error:  # noqa: BLE001 - the same: one studio's night harms no other one's
            broken = error
    if broken is not None:
        raise broken
    return runs


async def _run_by_hand(studio: Studio, as_of: datetime, actor: Actor, context: Context) -> int:
    wanted = WantedNight(studio.id, latest_night(as_of, zone_of(studio.timezone)), as_of)
    night = await begin_by_hand(wanted, actor, context)
    await _is_done(night)
    return night.id


async def _finished_nights(now: datetime) -> set[FinishedNight]:
    """Return the nights that are done, of the dates that may be some studio's now."""
    rows = await JobRun.select(JobRun.studio, JobRun.local_date).where(
        JobRun.kind == NightKind.NIGHTLY.value,
        JobRun.finished_at.is_not_null(),
        JobRun.local_date >= now.date() - LATEST_NIGHT_BEHIND,
    )
    return {(row["studio"], row["local_date"]) for row in rows}


async def _claim_due(studio: Studio, finished: Container[FinishedNight], context: Context) -> Night | None:
    """Return the studio's night where it is due; None where it is done, or where a living server is at work on it.

    It is judged by the instant at which it begins, however long the nights before it in this tick have taken. A studio
    that has opened since 01:00 has its first night tomorrow: today's absences are not acted on in broad daylight.
    """
    now, zone = context.now(), zone_of(studio.timezone)
    night = latest_night(now, zone)
    is_of_today = studio.created_at <= now and latest_night(studio.created_at, zone) == night
    if is_of_today or (studio.id, night) in finished:
        return None
    return await claim_night(WantedNight(studio.id, night, now), SYSTEM, context)


async def _is_done(night: Night) -> bool:
    """Do the night; return False where another server has taken it over meanwhile.

    The sweep comes first (R32), then what the absences cause, then what has run out (R9); each batch notes its counts
    and renews the lease.
    """
    wanted = night.wanted
    log.info("night.begun", run=night.id, studio=wanted.studio_id, date=str(wanted.local_date))
    try:
        run = Run(wanted.as_of, night.context.now, night.note)
        failed = await settle(run, wanted.studio_id)
        failed += await act_on_absences(run, wanted.studio_id)
        failed += await expire_punches(run, wanted.studio_id)
        await night.finish(sorted(set(failed)))
    except LeaseLostError:
        log.warning("night.taken_over", run=night.id, studio=wanted.studio_id)
        return False
    log.info("night.done", run=night.id, studio=wanted.studio_id, failed=len(set(failed)))
    return True
