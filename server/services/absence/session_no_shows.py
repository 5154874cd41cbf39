"""Who missed a class, and what that does to their bookings after it (R34, R36)."""

from server.contract.attendance import SessionNoShow
from server.rules.vocabulary import AutoCancel, ReservationStatus
from server.services.absence.effects import absence_of
from server.services.actor import Actor
from server.services.booking.present import present
from server.services.booking.reservation_row import ReservationRow, rows_where
from server.services.context import Context
from server.services.studio_acts.served_session import studio_of_session


async def session_no_shows(session_id: int, actor: Actor, context: Context) -> list[SessionNoShow]:
    """Return a session's absences and those that were excused, by name. Raises NotFoundError.

    An excuse is the only way from NO_SHOW to CANCELLED, but for a class that the studio has cancelled: there nobody
    was absent.
    """
    await studio_of_session(session_id, actor)
    rows = await rows_where(
        "WHERE r.session = {} AND (r.status = 'NO_SHOW' OR (r.status = 'CANCELLED' AND r.no_show_detected_at IS NOT"
        " NULL AND s.cancelled_at IS NULL)) ORDER BY lower(u.name), r.id",
        session_id,
    )
    return [_no_show(row, actor, context) for row in rows]


def _no_show(row: ReservationRow, actor: Actor, context: Context) -> SessionNoShow:
    absence = absence_of(row)
    auto_cancel = AutoCancel.EXCUSED if row.status is ReservationStatus.CANCELLED else absence.auto_cancel
    return SessionNoShow(
        reservation=present(row, actor, context),
        customer_id=row.customer_id,
        customer_name=row.customer_name,
        pass_name=row.pass_name,
        auto_cancel=auto_cancel,
        due_at=absence.acts_at if auto_cancel is AutoCancel.DUE else None,
    )
