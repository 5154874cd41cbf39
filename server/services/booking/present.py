"""A reservation as the wire shows it; its code only to its owner and to staff (R43)."""

import hmac

from server.contract.reservations import Reservation
from server.rules.pass_code import derive, hash_of
from server.services.actor import Actor
from server.services.booking.reservation_row import ReservationRow
from server.services.context import Context


def present(row: ReservationRow, actor: Actor, context: Context) -> Reservation:
    """Return a reservation as an actor may see it. Instants are UTC, `timezone` is the studio's."""
    code = code_of(row, context) if _may_see_code(row, actor) else None
    return Reservation(
        id=row.id,
        registration_id=row.registration_id,
        session_id=row.session_id,
        step_id=row.step_id,
        reservation_status=row.status,
        reserved_at=row.reserved_at,
        checked_in_at=row.checked_in_at,
        checked_in_by=row.checked_in_by,
        attended_at=row.attended_at,
        no_show_detected_at=row.no_show_detected_at,
        cancelled_at=row.cancelled_at,
        auto_cancelled_at=row.auto_cancelled_at,
        studio_id=row.studio_id,
        timezone=row.zone.key,
        course_name=row.course_name,
        step_title=row.step_title,
        is_makeup=row.is_makeup,
        room=row.room,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        self_check_in_opens_at=row.window.opens_at,
        self_check_in_closes_at=row.window.closes_at,
        code=code,
        qr_url=f"{context.public_url}/api/reservations/{row.id}/qr.png" if code else None,
        studio_name=row.studio_name,
        instructor=row.instructor,
        is_session_cancelled=row.is_session_cancelled,
        phone_check_in=row.settings.phone_check_in,
    )


def code_of(row: ReservationRow, context: Context) -> str | None:
    """Return the reservation's code, drawn again from the secret; None where the secret is another one (R43).

    The code that the customer holds still scans then, for the database knows its hash; only its picture is lost,
    and "new code" gives one that can be drawn.
    """
    code = derive(context.keys.pass_code, row.id, row.code_generation)
    return code if hmac.compare_digest(hash_of(code), row.code_hash) else None


def _may_see_code(row: ReservationRow, actor: Actor) -> bool:
    if actor.is_staff:
        return actor.serves(row.studio_id)
    return actor.customer_id == row.customer_id
