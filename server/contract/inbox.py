"""The staff inbox: what needs a person."""

from server.contract.base import Instant, Reason, Request, Shape
from server.rules.vocabulary import InboxAction, InboxKind


class InboxItem(Shape):
    """One item, with what can be done about it; nothing more once it is resolved.

    FAILED_MESSAGE: a message was given up; `reservationId` is the booking it is about, or the first of several.
    LATE_UPLOAD: a scan of `scannedAt` came too late to change anything, or what an absence had taken could not be given
    back (R37); `attended` corrects the booking, as an admin or, on the class day, staff may. `reason` says what
    happened.
    """

    id: int
    studio_id: int
    kind: InboxKind
    created_at: Instant
    reservation_id: int | None
    customer_id: int | None
    customer_name: str | None
    course_name: str | None
    starts_at: Instant | None
    scanned_at: Instant | None
    reason: str
    actions: list[InboxAction]
    resolved_at: Instant | None
    resolved_by: str | None
    resolution: InboxAction | None
    resolution_reason: str | None


class ResolveRequest(Request):
    """Do one of an item's actions, and say why."""

    action: InboxAction
    reason: Reason
