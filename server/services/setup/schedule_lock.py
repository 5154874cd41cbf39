"""The mutex of a studio's schedule: whoever makes sessions from a pattern, changes many, or closes a date, is alone.

It is the studio's row, and held before any session: two timetables make no session twice, and none on a date that is
just being closed. What only refers to the studio (a sale, an act, a new session) does not wait for it.
"""

from server.database.write_transaction import for_no_key_update
from server.services.outcomes import NotFoundError
from server.tables.courses import Course
from server.tables.studios import Studio


async def hold_schedule(studio_id: int) -> None:
    """Hold a studio's schedule until the transaction ends. Raises NotFoundError where the studio is gone."""
    if not await Studio.raw("SELECT id FROM studio WHERE id = {}" + for_no_key_update(), studio_id):
        raise NotFoundError("studio")


async def hold_course(course_id: int) -> None:
    """Hold a course after its sessions, so that its parts and their windows stay (R17). Raises NotFoundError."""
    if not await Course.raw("SELECT id FROM course WHERE id = {}" + for_no_key_update(), course_id):
        raise NotFoundError("course")
