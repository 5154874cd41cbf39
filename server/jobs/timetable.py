"""The whole schedule, on one page.

The scheduler only ticks: what is due is asked of the database each time, so a missed tick, a restart and a second
server change nothing.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from server.clock import SystemClock
from server.jobs.guarded_job import GuardedJob
from server.services.absence.nights import run_due_nights
from server.services.absence.run import sweep_at
from server.services.absence.settle import settle
from server.services.context import Context
from server.services.messages.forget import forget_old_messages
from server.services.messages.remind import remind
from server.services.messages.road import Road
from server.services.messages.send_due import Post, send_due
from server.services.signing_in.clear_away import clear_away

OUTBOX_SECONDS = 1
"""Somebody waits for a sign-in code with the phone in the hand. When nothing is due, a tick is one read of an index
that holds only unsent messages: about a millisecond, and no write lock that a scan could wait for."""

SWEEP_SECONDS = 5 * 60
"""A class is settled within five minutes of its end (R32)."""

NIGHT_SECONDS = 30
"""A night begins with the first tick at or after 01:00 in its studio's zone (R33)."""

REMINDING_SECONDS = 60
"""People are reminded within a minute of the class's own time, the day before (R39)."""

CLEARING_SECONDS = 60 * 60
"""Old tries, dead tokens and old messages harm nobody while they lie; hourly keeps each clearing small."""

PACE_SECONDS = 5
"""How soon a clock that was set back is noticed."""

GRACE_SECONDS = 5
"""What a job under way may still take when the server stops."""

ONCE_AND_LATE_IS_FINE = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


@asynccontextmanager
async def timetable(context: Context, post: Post) -> AsyncIterator[None]:
    """Keep the schedule while the body runs; then let the jobs under way finish, within their grace."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it would tell of every tick, and of every one left out
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=ONCE_AND_LATE_IS_FINE)
    schedule = {
        GuardedJob("outbox", partial(send_due, context, post, Road())): OUTBOX_SECONDS,
        GuardedJob("sweep", lambda: settle(sweep_at(context.now()))): SWEEP_SECONDS,
        GuardedJob("nights", partial(run_due_nights, context)): NIGHT_SECONDS,
        GuardedJob("reminders", partial(remind, context)): REMINDING_SECONDS,
        GuardedJob("clear_away", partial(clear_away, context)): CLEARING_SECONDS,
        GuardedJob("old_messages", partial(forget_old_messages, context)): CLEARING_SECONDS,
    }
    for job, seconds in schedule.items():
        every = Every(seconds=seconds, timezone=UTC)
        scheduler.add_job(job.run, every, args=(context,), next_run_time=SystemClock().now())
    scheduler.start()
    keeping_pace = asyncio.create_task(keep_pace(scheduler))
    try:
        yield
    finally:
        keeping_pace.cancel()
        scheduler.pause()
        await asyncio.gather(*(job.finish(GRACE_SECONDS) for job in schedule))
        scheduler.shutdown(wait=False)


async def keep_pace(scheduler: AsyncIOScheduler) -> None:
    """Bring the next ticks forward when the clock was set back: APScheduler would wait until the old time comes round.

    asyncio's own sleep goes by the monotonic clock, which nobody sets.
    """
    while True:
        await asyncio.sleep(PACE_SECONDS)
        now = SystemClock().now()
        for job in scheduler.get_jobs():
            if job.next_run_time > now + job.trigger.interval:
                job.modify(next_run_time=now)


class Every(IntervalTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """An interval that leaves out the ticks missed while the clock jumped ahead: a machine slept, or found the time.

    APScheduler would list them all before it coalesces them; at one a second, a month of them stops the server for half
    a minute.
    """

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the instant of the next tick, after `now` unless nothing has ticked yet."""
        due: datetime = super().get_next_fire_time(previous_fire_time, now)
        has_missed_some = previous_fire_time is not None and due <= now
        return now + self.interval if has_missed_some else due
