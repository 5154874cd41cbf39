"""Write down why the database was called away: once a minute for each kind of error, or an outage floods the log."""

from datetime import datetime, timedelta
from typing import Final

from server.logs.log import logger

EVERY: Final = timedelta(minutes=1)

log = logger(__name__)


class AwayLog:
    """What one server has said about its database."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._said_at: dict[type[Exception], datetime] = {}

    def note(self, error: Exception, now: datetime) -> None:
        """Write an error's type and its frames, unless its like was written within the minute before `now` (UTC)."""
        said_at = self._said_at.get(type(error))
        if said_at is None or now - said_at >= EVERY:
            self._said_at[type(error)] = now
            log.warning("database.away", exc_info=error)
