"""The columns of each file, with the limits that the same fields have over HTTP (`docs/import.md` describes them).

A field's default stands for a column that the file does not have; an empty cell is "none" where the field may be, else
the default. Ids are the other system's, as texts without spaces; the import and the export both go by these shapes.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from server.contract.base import END, VISIBLE, Email, Instant, LocalDate, Name
from server.contract.courses import Position
from server.contract.customers import Phone
from server.contract.pass_products import Cents, GraceHours, Punches, Reservations
from server.contract.sales import PaymentNote
from server.contract.setup import Capacity, Description, DurationMinutes, Label
from server.contract.studios import Currency, Locale
from server.rules.vocabulary import CheckedInBy, CheckInMethod, ImportKind, PassType, PunchKind, ReservationStatus

ID_PATTERN: Final = r"^[^\s\x00]+" + END
ForeignId = Annotated[str, Meta(min_length=1, max_length=200, pattern=ID_PATTERN)]
ForeignIds = Annotated[list[ForeignId], Meta(min_length=1, max_length=200)]
Balance = Annotated[int, Meta(ge=0, le=1_000_000)]
Payment = Annotated[str, Meta(min_length=1, max_length=32, pattern=VISIBLE)]
"""How it was paid, in the other system's words; here it is sold for one of `PaymentMethod`."""


class FileRow(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A row of a file; `id` is the other system's. Its JSON leaves defaults out, so that a new column changes none."""

    id: ForeignId


class CustomerRow(FileRow, kw_only=True, frozen=True):
    """A row of customers.csv; some have given no address (R31)."""

    email: Email | None
    name: Name
    phone: Phone | None = None
    locale: Locale | None = None


class CourseRow(FileRow, kw_only=True, frozen=True):
    """A row of courses.csv."""

    name: Name
    description: Description = ""
    capacity: Capacity
    duration_minutes: DurationMinutes = 120
    archived_at: Instant | None = None


class StepRow(FileRow, kw_only=True, frozen=True):
    """A row of steps.csv: a part of a course."""

    course_id: ForeignId
    position: Position
    title: Name
    window_start: LocalDate | None = None
    window_end: LocalDate | None = None
    required_sequence: bool = False
    archived_at: Instant | None = None


class SessionRow(FileRow, kw_only=True, frozen=True):
    """A row of sessions.csv; end and capacity are the course's where they are left out."""

    course_id: ForeignId
    step_id: ForeignId | None = None
    is_makeup: bool = False
    starts_at: Instant
    ends_at: Instant | None = None
    capacity: Capacity | None = None
    room: Label | None = None
    instructor: Label | None = None
    cancelled_at: Instant | None = None


class PassRow(FileRow, kw_only=True, frozen=True):
    """A row of passes.csv: a registration with its balance and its terms (R6)."""

    customer_id: ForeignId
    name: Name
    pass_type: PassType
    course_ids: ForeignIds
    sessions_included: Punches | None = None
    sessions_remaining: Balance | None = None
    max_advance_reservations: Reservations | None = 3
    requires_sequential_attendance: bool = False
    absence_grace_period: GraceHours | None = 0
    valid_from: LocalDate | None = None
    valid_until: LocalDate | None = None
    frozen_from: LocalDate | None = None
    frozen_until: LocalDate | None = None
    price_cents: Cents | None = None
    currency: Currency | None = None
    payment: Payment | None = None
    payment_note: PaymentNote | None = None
    sold_at: Instant | None = None
    cancelled_at: Instant | None = None


class ReservationRow(FileRow, kw_only=True, frozen=True):
    """A row of reservations.csv: with a status, or as the other system has it, attended or cancelled."""

    pass_id: ForeignId
    session_id: ForeignId
    step_id: ForeignId | None = None
    status: ReservationStatus | None = None
    attended: bool = False
    cancelled: bool = False
    reserved_at: Instant | None = None
    checked_in_at: Instant | None = None
    checked_in_by: CheckedInBy | None = None
    check_in_method: CheckInMethod | None = None
    attended_at: Instant | None = None
    no_show_detected_at: Instant | None = None
    cancelled_at: Instant | None = None
    auto_cancelled_at: Instant | None = None
    auto_cancelled_by: ForeignId | None = None
    is_walk_in: bool = False
    punch: PunchKind | None = None


FILES: Final[dict[ImportKind, str]] = {
    ImportKind.CUSTOMER: "customers.csv",
    ImportKind.COURSE: "courses.csv",
    ImportKind.STEP: "steps.csv",
    ImportKind.SESSION: "sessions.csv",
    ImportKind.REGISTRATION: "passes.csv",
    ImportKind.RESERVATION: "reservations.csv",
}
"""The files by name, in the order in which they need each other."""

ROWS: Final[dict[ImportKind, type[FileRow]]] = {
    ImportKind.CUSTOMER: CustomerRow,
    ImportKind.COURSE: CourseRow,
    ImportKind.STEP: StepRow,
    ImportKind.SESSION: SessionRow,
    ImportKind.REGISTRATION: PassRow,
    ImportKind.RESERVATION: ReservationRow,
}
