"""The studios that have nights."""

from server.services.outcomes import NotFoundError
from server.tables.studios import Studio


async def open_studios(studio_id: int | None = None) -> list[Studio]:
    """Return the studios that are not archived, or the one that is asked for. Raises NotFoundError where it is none."""
    studios = await Studio.objects().where(Studio.archived_at.is_null()).order_by(Studio.id)
    wanted = [studio for studio in studios if studio_id in (None, studio.id)]
    if studio_id is not None and not wanted:
        raise NotFoundError("studio")
    return wanted
