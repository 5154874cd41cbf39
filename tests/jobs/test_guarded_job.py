"""A job harms neither the scheduler nor itself."""

import asyncio
from datetime import timedelta

from server.jobs.guarded_job import GuardedJob
from server.services.context import Context
from tests.app_fixtures import AN_HOUR_BEFORE_CLASS
from tests.movable_clock import MovableClock
from tests.scraped import Scraped
from tests.written_log import WrittenLog

A_WHILE = 60


class BrokenError(Exception):
    """Something that nobody foresaw, with an address in its text."""


class Body:
    """A job's body that fails while it is told to."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    async def run(self) -> None:
        """Succeed or fail."""
        if self.error is not None:
            raise self.error


async def test_a_failure_is_logged_and_ends_there(log: WrittenLog, context: Context) -> None:
    body = Body()
    body.error = BrokenError("ana@example.org")
    await GuardedJob("outbox", body.run).run(context)
    assert log.lines == ["error job.failed job=outbox error=BrokenError"]
    assert "ana@example.org" not in log.text
    assert "test_guarded_job.py" in log.text


async def test_a_failure_that_lasts_is_told_once_and_its_end_once(log: WrittenLog, context: Context) -> None:
    body = Body()
    job = GuardedJob("outbox", body.run)
    for error in (None, BrokenError(), BrokenError(), None, None):
        body.error = error
        await job.run(context)
    assert log.lines == ["error job.failed job=outbox error=BrokenError", "warning job.recovered job=outbox"]


async def test_another_failure_is_told_again(log: WrittenLog, context: Context) -> None:
    body = Body()
    job = GuardedJob("outbox", body.run)
    for error in (BrokenError(), OSError(), BrokenError()):
        body.error = error
        await job.run(context)
    assert [line.split("error=")[1] for line in log.lines] == ["BrokenError", "OSError", "BrokenError"]


async def test_each_run_is_counted_by_its_end(clock: MovableClock, context: Context) -> None:
    body = Body()
    job = GuardedJob("outbox", body.run)
    for error in (None, BrokenError(), BrokenError()):
        body.error = error
        await job.run(context)
        clock.advance(timedelta(seconds=1))
    page = Scraped.of(context.metrics.page(None))
    ends = [page.count("studio_job_runs_total", job="outbox", end=end) for end in ("done", "failed")]
    assert ends == [1, 2]
    last_success = page.value("studio_job_last_success_timestamp_seconds", job="outbox")
    assert last_success == AN_HOUR_BEFORE_CLASS.timestamp()


async def test_a_job_that_works_says_nothing(log: WrittenLog, context: Context) -> None:
    await GuardedJob("outbox", Body().run).run(context)
    assert log.lines == []


async def test_finishing_waits_for_the_run_under_way(context: Context) -> None:
    may_end, done = asyncio.Event(), []

    async def slow() -> None:
        await may_end.wait()
        done.append("noted")

    job = GuardedJob("outbox", slow)
    run = asyncio.create_task(job.run(context))
    await asyncio.sleep(0)
    finish = asyncio.create_task(job.finish(A_WHILE))
    await asyncio.sleep(0)
    assert not finish.done()
    may_end.set()
    await finish
    assert done == ["noted"]
    await run


async def test_a_run_that_outlives_its_grace_is_cancelled(context: Context) -> None:
    job = GuardedJob("outbox", asyncio.Event().wait)
    run = asyncio.create_task(job.run(context))
    await asyncio.sleep(0)
    await job.finish(0)
    assert run.cancelled()


async def test_finishing_an_idle_job_is_nothing(context: Context) -> None:
    job = GuardedJob("outbox", Body().run)
    await job.run(context)
    await job.finish(A_WHILE)
