"""Sessions to come without a history: they go with the studio, the course or the part that is archived.

One that somebody reserved once, or that has a note, stays as it is.
"""

from datetime import datetime

from server.services.setup.forget_imported import forget_gone
from server.tables.courses import ClassSession

# `seats_taken` is looked at again after waiting for somebody who is just reserving, the reservations are not.
_DELETE = """
DELETE FROM class_session WHERE starts_at > {} AND seats_taken = 0
 AND NOT EXISTS (SELECT 1 FROM session_reservation r WHERE r.session = class_session.id)
 AND NOT EXISTS (SELECT 1 FROM staff_note n WHERE n.session = class_session.id)
"""


async def delete_unbooked_of_course(course_id: int, now: datetime) -> None:
    """Delete those of a course that start after now (UTC) and have no reservation of any status and no note."""
    await ClassSession.raw(_DELETE + " AND course = {}", now, course_id)
    await forget_gone()


async def delete_unbooked_of_studio(studio_id: int, now: datetime) -> None:
    """Delete those of a studio that start after now (UTC) and have no reservation of any status and no note."""
    await ClassSession.raw(_DELETE + " AND course IN (SELECT id FROM course WHERE studio = {})", now, studio_id)
    await forget_gone()


async def delete_unbooked_of_step(step_id: int, now: datetime) -> None:
    """Delete those of a part that start after now (UTC) and have no reservation of any status and no note."""
    await ClassSession.raw(_DELETE + " AND step = {}", now, step_id)
    await forget_gone()
