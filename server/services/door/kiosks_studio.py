"""The studio at whose door a kiosk stands."""

from typing import Any

from server.services.actor import Actor
from server.services.outcomes import NotFoundError
from server.tables.studios import Studio


async def studio_of_kiosk(actor: Actor) -> dict[str, Any]:  # Any: a column's own type
    """Return the studio's row. Raises NotFoundError for who stands at no studio."""
    studio_id = next(iter(actor.studio_ids or ()), None)
    rows = await Studio.select().where(Studio.id == studio_id)
    if not rows:
        raise NotFoundError("studio")
    return rows[0]
