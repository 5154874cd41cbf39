"""What an admin does to a pass that was sold: adjust, freeze, extend, cancel (R8, R9)."""

from typing import Annotated

from msgspec import Meta, field

from server.contract.base import Id, Instant, LocalDate, Reason, Request, Shape
from server.contract.sales import SoldPass

Delta = Annotated[int, Meta(ge=-1000, le=1000, description="punches to give (+) or to take (-), not 0")]


class AdjustRequest(Request):
    """Give or take punches by hand; what bookings hold is not taken (409 `punches_held`)."""

    delta: Delta
    reason: Reason


class FreezeRequest(Request):
    """Make a pass unusable on some of the studio's dates, both inclusive; a `validUntil` gains as many days.

    What it would cancel is answered first (409 `would_cancel`), until `confirm` is true.
    """

    first: LocalDate = field(name="from")
    until: LocalDate
    reason: Reason
    confirm: bool = False


class ExtendRequest(Request):
    """Give a pass another last date, a later or an earlier one; null is no end.

    What an earlier one would cancel is answered first (409 `would_cancel`), until `confirm` is true.
    """

    valid_until: LocalDate | None
    reason: Reason
    confirm: bool = False


class PassCancelRequest(Request):
    """Cancel a pass. What that would cancel is answered first (409 `would_cancel`), until `confirm` is true."""

    reason: Reason
    confirm: bool = False


class BookingOfPass(Shape):
    """A booking that a pass no longer covers."""

    reservation_id: Id
    session_id: Id
    course_name: str
    step_title: str | None
    starts_at: Instant


class ChangedPass(SoldPass):
    """The pass as it is now, and the bookings that were cancelled with the change, by their start."""

    cancelled: list[BookingOfPass]
