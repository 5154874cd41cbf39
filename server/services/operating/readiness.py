"""Tell whether the server can serve."""

from server.contract import health as shapes
from server.contract.health import Readiness
from server.database.engines import current_engine
from server.database.errors import is_database_away
from server.database.migration_guard import pending_migrations
from server.services.absence.last_nights import LastNight, last_nights
from server.services.context import Context
from server.services.messages.dead_letters import dead_letters
from server.services.messages.outbox import oldest_unsent_age


async def readiness(context: Context) -> Readiness:
    """Ask each part. A message that waits or was given up does not stop the server from serving, but is told."""
    try:
        if not await current_engine().is_reachable():
            return Readiness(ready=False, failing=["database"])
        if await pending_migrations():
            return Readiness(ready=False, failing=["migrations"])
        age = await oldest_unsent_age(context.now())
        given_up = await dead_letters(context.now())
        nights = await last_nights(context.now())
    except Exception as error:
        if not is_database_away(error):
            raise
        return Readiness(ready=False, failing=["database"])
    seconds = None if age is None else int(age.total_seconds())
    return Readiness(
        ready=True,
        failing=[],
        oldest_unsent_seconds=seconds,
        dead_letters=given_up,
        nights=[_shape(night) for night in nights],
    )


def _shape(night: LastNight) -> shapes.LastNight:
    return shapes.LastNight(
        studio_id=night.studio_id,
        local_date=night.local_date,
        finished_at=night.finished_at,
        is_overdue=night.is_overdue,
    )
