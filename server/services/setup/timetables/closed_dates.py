"""On which dates a studio is closed, as whoever makes or moves its sessions asks."""

from collections.abc import Mapping
from datetime import date

from server.tables.studios import Closure


async def closed_dates(studio_id: int, first: date, last: date) -> Mapping[date, str]:
    """Return the closed dates of a span, both ends inclusive, each with its reason."""
    rows = await Closure.select(Closure.date, Closure.reason).where(
        Closure.studio == studio_id, Closure.date >= first, Closure.date <= last
    )
    return {row["date"]: row["reason"] for row in rows}
