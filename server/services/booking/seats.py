"""The seat counter of a session: changed only by conditional updates (R18)."""

from server.tables.courses import ClassSession


class NoSeatError(Exception):
    """The conditional update found no free seat: the last one went to somebody else."""


async def change_seats(session_id: int, change: int) -> None:
    """Take (+1) or free (-1) a seat; 0 does nothing. Raises NoSeatError where none is free."""
    if change == 0:
        return
    changed = await ClassSession.raw(
        "UPDATE class_session SET seats_taken = seats_taken + {} WHERE id = {}"
        " AND seats_taken + {} <= capacity RETURNING id",
        change,
        session_id,
        change,
    )
    if not changed:
        raise NoSeatError
