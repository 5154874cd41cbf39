"""A job harms neither the scheduler nor itself."""

import asyncio

from server.jobs.guarded_job import GuardedJob
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


async def test_a_failure_is_logged_and_ends_there(log: WrittenLog) -> None:
    body = Body()
    body.error = BrokenError("ana@example.org")
    await GuardedJob("outbox", body.run).run()
    assert log.lines == ["error job.failed job=outbox error=BrokenError"]
    assert "ana@example.org" not in log.text
    assert "test_guarded_job.py" in log.text


async def test_a_failure_that_lasts_is_told_once_and_its_end_once(log: WrittenLog) -> None:
    body = Body()
    job = GuardedJob("outbox", body.run)
    for error in (None, BrokenError(), BrokenError(), None, None):
        body.error = error
        await job.run()
    assert log.lines == ["error job.failed job=outbox error=BrokenError", "warning job.recovered job=outbox"]


async def test_another_failure_is_told_again(log: WrittenLog) -> None:
    body = Body()
    job = GuardedJob("outbox", body.run)
    for error in (BrokenError(), OSError(), BrokenError()):
        body.error = error
        await job.run()
    assert [line.split("error=")[1] for line in log.lines] == ["BrokenError", "OSError", "BrokenError"]


async def test_a_job_that_works_says_nothing(log: WrittenLog) -> None:
    await GuardedJob("outbox", Body().run).run()
    assert log.lines == []


async def test_finishing_waits_for_the_run_under_way() -> None:
    may_end, done = asyncio.Event(), []

    async def slow() -> None:
        await may_end.wait()
        done.append("noted")

    job = GuardedJob("outbox", slow)
    run = asyncio.create_task(job.run())
    await asyncio.sleep(0)
    finish = asyncio.create_task(job.finish(A_WHILE))
    await asyncio.sleep(0)
    assert not finish.done()
    may_end.set()
    await finish
    assert done == ["noted"]
    await run


async def test_a_run_that_outlives_its_grace_is_cancelled() -> None:
    job = GuardedJob("outbox", asyncio.Event().wait)
    run = asyncio.create_task(job.run())
    await asyncio.sleep(0)
    await job.finish(0)
    assert run.cancelled()


async def test_finishing_an_idle_job_is_nothing() -> None:
    job = GuardedJob("outbox", Body().run)
    await job.run()
    await job.finish(A_WHILE)
