"""The roster marked at one go, and the absences of a class."""

from typing import Annotated

from msgspec import Meta

from server.contract.base import Id, Instant, Reason, Request, Shape
from server.contract.reservations import Reservation
from server.rules.vocabulary import AttendanceStatus, AutoCancel, ReservationStatus

MOST_ITEMS = 200


class AttendanceItem(Request):
    """One reservation of the class, and what it is marked as."""

    reservation_id: Id
    status: AttendanceStatus


class AttendanceRequest(Request):
    """Mark some reservations of a class, or all of whom nothing else is known.

    `all` moves PENDING ones; ATTENDED moves CHECKED_IN ones too. Admins give a `reason` outside the class day (R23),
    staff at a kiosk outside the window (R42).
    """

    items: Annotated[list[AttendanceItem], Meta(max_length=MOST_ITEMS)] | None = None
    all: AttendanceStatus | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        """Refuse a body that has both, or neither."""
        super().__post_init__()
        if (self.items is None) == (self.all is None):
            raise ValueError("takes either `items` or `all`")


class AttendanceResult(Shape):
    """What became of one item: where its reservation stands now, and `code` where the mark was refused.

    A reservation that is not of this class is `not_found` and has no status.
    """

    reservation_id: int
    ok: bool
    reservation_status: ReservationStatus | None
    code: str | None = None


class AttendanceResults(Shape):
    """One result for each item, in their order."""

    results: list[AttendanceResult]


class SessionNoShow(Shape):
    """Somebody who missed the class, and what that does to their bookings after it (R34).

    `dueAt` is from when the nightly job releases them; null unless `autoCancel` is `due`.
    """

    reservation: Reservation
    customer_id: int
    customer_name: str
    pass_name: str
    auto_cancel: AutoCancel
    due_at: Instant | None
