"""What was booked in the end, read plainly."""

from server.tables.reservations import SessionReservation


async def reserved() -> list[str]:
    """Return the status of every reservation there is, oldest first."""
    rows = await SessionReservation.select(SessionReservation.status).order_by(SessionReservation.id)
    return [row["status"] for row in rows]
