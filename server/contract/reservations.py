"""A session reservation as customers and staff see it, and what they send to make or change one."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from server.contract.base import NO_NUL, Id, Instant, LocalDate, Reason, Request, Shape
from server.rules.vocabulary import CheckedInBy, PhoneCheckIn, ReservationStatus


class Reservation(Shape):
    """One reservation; `code` and `qrUrl` only for its owner and for staff."""

    id: int
    registration_id: int
    session_id: int
    step_id: int | None
    reservation_status: ReservationStatus
    reserved_at: Instant
    checked_in_at: Instant | None
    checked_in_by: CheckedInBy | None
    attended_at: Instant | None
    no_show_detected_at: Instant | None
    cancelled_at: Instant | None
    auto_cancelled_at: Instant | None
    studio_id: int
    timezone: str
    course_name: str
    step_title: str | None
    is_makeup: bool
    room: str | None
    starts_at: Instant
    ends_at: Instant
    self_check_in_opens_at: Instant
    self_check_in_closes_at: Instant
    code: str | None
    qr_url: str | None
    studio_name: str
    instructor: str | None
    is_session_cancelled: bool
    """The studio has cancelled the class, and with it this reservation."""
    phone_check_in: PhoneCheckIn
    """Whether the studio takes check-ins from phones, so that a page offers only what can work (R30)."""


class ReserveRequest(Request):
    """Book one session on one pass; a makeup session needs the part it makes up for (R17).

    Staff may pass the booking window, R15, R16 and R17 with `force` and a `reason` (R19).
    """

    registration_id: Id
    session_id: Id
    step_id: Id | None = None
    force: bool = False
    reason: Reason | None = None


class MoveRequest(Request):
    """Move a reservation to another session; for a makeup session it keeps its part, or takes the one named (R20)."""

    session_id: Id
    step_id: Id | None = None
    force: bool = False
    reason: Reason | None = None


class SelfCheckInRequest(Request):
    """Check in from the phone; the door code where the studio asks for it (R30)."""

    door_code: Annotated[str, Meta(max_length=20, pattern=NO_NUL)] | None = None


class StaffMethod(StrEnum):
    """How staff find the reservation (R24); a phone, a bulk and an upload have calls of their own."""

    NAME = "NAME"
    ROSTER = "ROSTER"
    QR = "QR"
    CODE = "CODE"


class StaffCheckInRequest(Request):
    """Check a customer in at the desk or the kiosk; see R23, R24 and R42 for when a reason is needed."""

    reason: Reason | None = None
    waive_punch: bool = False
    method: StaffMethod = StaffMethod.ROSTER


class UndoRequest(Request):
    """Take a check-in back (R29)."""

    reason: Reason | None = None


class PartChoice(Shape):
    """A part that a makeup session can be booked for now (R17)."""

    step_id: int
    title: str


class AvailableSession(Shape):
    """A session in the span asked for; `refusal` is the code that booking it would give now, `refusalMessage` why."""

    session_id: int
    course_id: int
    course_name: str
    step_id: int | None
    step_title: str | None
    is_makeup: bool
    room: str | None
    instructor: str | None
    starts_at: Instant
    ends_at: Instant
    local_date: LocalDate
    local_start: str
    capacity: int
    seats_left: int
    reservable: bool
    refusal: str | None
    opens_at: Instant | None
    refusal_message: str | None
    part_choices: list[PartChoice]
    """The parts of which `stepId` has to name one; empty but for a makeup session."""


class Calendar(Shape):
    """A pass's sessions and the reservations made on it, for a span of local dates."""

    sessions: list[AvailableSession]
    reservations: list[Reservation]
