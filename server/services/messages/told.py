"""What mails are told of a reservation as it stands: the letterhead, the class, and what became of its punch."""

from collections.abc import Sequence

from server.contract.mail import BookedClass, Letterhead, PunchTold
from server.rules.punches import counts_punches
from server.services.booking.present import code_of
from server.services.booking.reservation_row import ReservationRow, rows_where
from server.services.context import Context
from server.tables.passes import PunchEntry
from server.tables.sql_lists import CONSUMING_KINDS, placeholders
from server.tables.studios import Studio


async def letterhead(row: ReservationRow, context: Context) -> Letterhead:
    """Return in whose name a mail about a reservation speaks, and to whom."""
    studio = await Studio.select(Studio.contact_email).where(Studio.id == row.studio_id).first()
    return Letterhead(
        studio_name=row.studio_name,
        studio_email=studio["contact_email"] if studio else None,
        customer_name=row.customer_name,
        zone=row.zone,
        public_url=context.public_url,
    )


def booked_class(row: ReservationRow, context: Context) -> BookedClass:
    """Return a reservation's class; its code only where the picture can be drawn again (R43)."""
    return BookedClass(
        reservation_id=row.id,
        registration_id=row.registration_id,
        course_name=row.course_name,
        part_title=row.step_title,
        room=row.room,
        instructor=row.instructor,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        check_in_opens_at=row.window.opens_at,
        pass_code=code_of(row, context),
    )


def booked_classes(rows: Sequence[ReservationRow], context: Context) -> tuple[BookedClass, ...]:
    """Return the classes of some reservations."""
    return tuple(booked_class(row, context) for row in rows)


async def rows_of(reservation_ids: Sequence[int]) -> list[ReservationRow]:
    """Return some reservations by their start."""
    if not reservation_ids:
        return []
    return await rows_where(
        f"WHERE r.id IN {placeholders(reservation_ids)} ORDER BY s.starts_at, r.id", *reservation_ids
    )


async def punch_told(row: ReservationRow) -> PunchTold:
    """Return what became of a reservation's punch; a waived one was never taken."""
    if not counts_punches(row.terms.pass_type):
        return PunchTold.NOT_COUNTED
    if row.live is not None:
        return PunchTold.TAKEN if row.live.delta else PunchTold.NOT_TAKEN
    return PunchTold.RETURNED if await _came_back(row) else PunchTold.NOT_TAKEN


async def _came_back(row: ReservationRow) -> bool:
    """A punch that an undone check-in returned before was not this cancelling's to return."""
    rows = await PunchEntry.raw(
        "SELECT id FROM punch_entry WHERE registration = {} AND reservation_id = {} AND delta < 0"
        f" AND kind IN {CONSUMING_KINDS} AND reversed_at >= {{}}",
        row.registration_id,
        row.id,
        row.cancelled_at or row.reserved_at,
    )
    return bool(rows)
