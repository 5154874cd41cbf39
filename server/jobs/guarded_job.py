"""A job that cannot harm the scheduler: its failure is a line in the log, and its end is waited for."""

import asyncio
from collections.abc import Awaitable, Callable

from server.logs.log import logger
from server.metrics import JobEnd
from server.services.context import Context

log = logger(__name__)


class GuardedJob:
    """One job of the timetable. A failure that lasts is logged once, and once more when it is over."""

    def __init__(self, name: str, body: Callable[[], Awaitable[object]]) -> None:
        """Take the job's name in the log, and what it does."""
        self.name = name
        self._body = body
        self._run_under_way: asyncio.Task[None] | None = None
        self._failing_with: type[Exception] | None = None

    async def run(self, context: Context) -> None:
        """Do what the job does, and count how it ended; raises nothing but a cancellation."""
        self._run_under_way = asyncio.current_task()
        try:
            await self._body()
        except Exception as error:  # noqa: BLE001 - the next run may well succeed, and the other jobs go on
            self._note_failure(error)
            context.metrics.job_ended(self.name, JobEnd.FAILED, context.now())
        else:
            self._note_success()
            context.metrics.job_ended(self.name, JobEnd.DONE, context.now())
        finally:
            self._run_under_way = None

    async def finish(self, grace_seconds: float) -> None:
        """Wait for the run under way, so that what it did is noted too; cancel it when it takes longer."""
        run = self._run_under_way
        if run is None:
            return
        _, still_running = await asyncio.wait({run}, timeout=grace_seconds)
        if still_running:
            run.cancel()
            await asyncio.wait({run})

    def _note_failure(self, error: Exception) -> None:
        if self._failing_with is not type(error):
            log.error("job.failed", job=self.name, exc_info=error)
        self._failing_with = type(error)

    def _note_success(self) -> None:
        if self._failing_with is not None:
            log.warning("job.recovered", job=self.name)
        self._failing_with = None
