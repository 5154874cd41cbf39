"""How things stand for whoever watches the server, asked of the database at each look: a few reads of small indexes."""

from datetime import datetime

from server.database.errors import is_database_away
from server.metrics import Standing
from server.services.context import Context
from server.services.messages.dead_letters import dead_letters
from server.services.messages.outbox import is_unsettled, oldest_unsent_age
from server.tables.nights import JobRun
from server.tables.outbox import OutboxMessage


async def standing(context: Context) -> Standing | None:
    """Return how things stand, or None where the database is out of reach: the counts are told all the same."""
    now = context.now()
    try:
        age = await oldest_unsent_age(now)
        return Standing(
            messages_waiting=await OutboxMessage.count().where(is_unsettled(), OutboxMessage.due_at <= now),
            oldest_unsent_seconds=age.total_seconds() if age else 0,
            messages_given_up=await dead_letters(now),
            nights_finished_at=await _nights_finished_at(),
        )
    except Exception as error:
        if not is_database_away(error):
            raise
        return None


async def _nights_finished_at() -> dict[int, datetime]:
    """One step down the index of nights for each studio; MAX would come back as text on SQLite."""
    rows = await JobRun.raw(
        "SELECT r.studio, r.finished_at FROM studio s JOIN job_run r ON r.id = (SELECT last.id FROM job_run last"
        " WHERE last.studio = s.id AND last.kind = 'NIGHTLY' AND last.finished_at IS NOT NULL"
        " ORDER BY last.local_date DESC LIMIT 1) WHERE s.archived_at IS NULL"
    )
    return {row["studio"]: row["finished_at"] for row in rows}
