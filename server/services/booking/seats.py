"""The seat counters of sessions: changed only by conditional updates (R18)."""

from collections import defaultdict
from collections.abc import Mapping

from server.tables.courses import ClassSession
from server.tables.sql_lists import placeholders


class NoSeatError(Exception):
    """The conditional update found no free seat: the last one went to somebody else."""


async def change_seats(changes: Mapping[int, int]) -> None:
    """Take (+) or free (-) seats of sessions, by their ids; 0 does nothing. Raises NoSeatError where one has too few.

    One statement for all sessions that change by the same number.
    """
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for session_id, change in sorted(changes.items()):
        alike[change].append(session_id)
    alike.pop(0, None)
    for change, session_ids in alike.items():
        changed = await ClassSession.raw(
            f"UPDATE class_session SET seats_taken = seats_taken + {{}} WHERE id IN {placeholders(session_ids)}"
            f" AND seats_taken + {{}} <= capacity RETURNING id",
            change,
            *session_ids,
            change,
        )
        if len(changed) < len(session_ids):
            raise NoSeatError
