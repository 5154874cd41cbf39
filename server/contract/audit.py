"""Who did what, when and why, at one or at all studios."""

from enum import StrEnum

from server.contract.base import Instant, Shape
from server.rules.vocabulary import AuditSubject, Channel


class AuditedAction(StrEnum):
    """What was done. The first two have ledgers of their own: the moves of §6, and the punches (R9)."""

    RESERVATION_MOVED = "RESERVATION_MOVED"
    PUNCHES_CHANGED = "PUNCHES_CHANGED"
    CAPACITY_CHANGED = "CAPACITY_CHANGED"
    CLASS_CANCELLED = "CLASS_CANCELLED"
    CLASS_MOVED = "CLASS_MOVED"
    NOTE_ADDED = "NOTE_ADDED"
    NIGHT_RUN_BY_HAND = "NIGHT_RUN_BY_HAND"
    INBOX_RESOLVED = "INBOX_RESOLVED"
    PASS_SOLD = "PASS_SOLD"  # noqa: S105 - an act, not a password
    PASS_FROZEN = "PASS_FROZEN"  # noqa: S105 - an act, not a password
    PASS_EXTENDED = "PASS_EXTENDED"  # noqa: S105 - an act, not a password
    PASS_CANCELLED = "PASS_CANCELLED"  # noqa: S105 - an act, not a password
    BOOKING_MOVED = "BOOKING_MOVED"
    BOOKING_FORCED = "BOOKING_FORCED"
    CLOSURE_ADDED = "CLOSURE_ADDED"
    CLOSURE_CHANGED = "CLOSURE_CHANGED"
    CLOSURE_REMOVED = "CLOSURE_REMOVED"
    TIMETABLE_MADE = "TIMETABLE_MADE"
    TIMETABLE_CHANGED = "TIMETABLE_CHANGED"
    TIMETABLE_ENDED = "TIMETABLE_ENDED"
    FILES_IMPORTED = "FILES_IMPORTED"


class AuditItem(Shape):
    """One act, by `actor`: `staff:3`, `staff:3@kiosk:2`, `customer:5`, `kiosk:2` or `system`; `actorName` for people.

    `subject` and `subjectId` say on what; the ids and names besides say whose and of which class, where there is one.
    `facts` say what it was and what it is: `fromStatus` and `toStatus` of a reservation (null before there was one),
    `kind` and `delta` of punches, `oldCapacity` and `capacity`, `oldStartsAt` and `startsAt`, and so on. `channel` is
    null where it was not kept, which is so for punches.
    """

    at: Instant
    studio_id: int
    actor: str
    actor_name: str
    channel: Channel | None
    action: AuditedAction
    subject: AuditSubject
    subject_id: int
    reservation_id: int | None
    registration_id: int | None
    session_id: int | None
    customer_id: int | None
    customer_name: str | None
    reason: str | None
    facts: dict[str, str | int | None]
