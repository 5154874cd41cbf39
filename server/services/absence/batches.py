"""Work through registrations in batches of whole ones; a batch that fails is done again one by one (R35)."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from server.database.errors import is_database_away
from server.database.write_transaction import let_others_write
from server.logs.log import logger

REGISTRATIONS_A_BATCH: Final = 50
"""A transaction holds no more, so that a scan that waits for it waits a few hundredths of a second: half of the hundred
that R35 allows halves that wait, and adds a tenth to the night."""

log = logger(__name__)


class LeaseLostError(Exception):
    """Another server has taken the night over: whatever this one was about to write has to go."""


Work = Callable[[Sequence[int]], Awaitable[None]]
"""Does one batch, in one transaction."""


async def in_batches(registration_ids: Sequence[int], work: Work) -> list[int]:
    """Do the work on each registration and return those on which it failed even alone, each written to the log.

    Raises what means that nothing can be done now: a database out of reach, a lease that is lost.
    """
    failed: list[int] = []
    for begin in range(0, len(registration_ids), REGISTRATIONS_A_BATCH):
        batch = registration_ids[begin : begin + REGISTRATIONS_A_BATCH]
        try:
            await work(batch)
        except LeaseLostError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one broken row may raise, the other rows are not to blame
            log.warning("batch.failed", registrations=len(batch), error=type(error).__name__)
            failed += await _one_by_one(batch, work)
        await let_others_write()
    return failed


async def _one_by_one(registration_ids: Sequence[int], work: Work) -> list[int]:
    failed: list[int] = []
    for registration_id in registration_ids:
        try:
            await work([registration_id])
        except LeaseLostError:
            raise
        except Exception as error:
            if is_database_away(error):
                raise
            log.exception("registration.failed", registration=registration_id, exc_info=error)
            failed.append(registration_id)
        await let_others_write()
    return failed
