"""Session reservations, what happened to them, and the codes they have outlived."""

from piccolo.columns import Boolean, ForeignKey, Integer, OnDelete, Serial, Timestamptz, Varchar
from piccolo.table import Table

from server.rules.vocabulary import Channel, CheckedInBy, CheckInMethod, ReservationStatus
from server.tables.columns import Instant, OneOf, listed
from server.tables.courses import ClassSession, ClassStep
from server.tables.passes import ClassRegistration
from server.tables.people import Customer, StaffMember


class SessionReservation(Table, tablename="session_reservation"):
    """One seat of one session on one pass. `customer` repeats the pass's, for the unique index of R14.

    The code is never stored, only its SHA-256 and the generation that draws it again (R43). A NO_SHOW that has acted
    has its `absence_acted_at`; what it cancelled names it in `auto_cancelled_by` (R34).
    """

    id: Serial
    registration = ForeignKey(ClassRegistration, on_delete=OnDelete.restrict, null=False)
    session = ForeignKey(ClassSession, on_delete=OnDelete.restrict, null=False)
    customer = ForeignKey(Customer, on_delete=OnDelete.restrict, null=False)
    step = ForeignKey(ClassStep, on_delete=OnDelete.restrict, null=True, default=None)
    status = OneOf(values=listed(ReservationStatus), default=ReservationStatus.PENDING.value)
    is_walk_in = Boolean(default=False)
    code_hash = Varchar(length=64, null=True, default=None, unique=True)
    code_generation = Integer(default=0)
    reserved_at = Instant()
    checked_in_at = Timestamptz(default=None, null=True)
    checked_in_by = OneOf(values=listed(CheckedInBy), null=True, default=None)
    checked_in_staff = ForeignKey(StaffMember, on_delete=OnDelete.restrict, null=True, default=None)
    checked_in_kiosk_id = Integer(null=True, default=None)
    check_in_method = OneOf(values=listed(CheckInMethod), null=True, default=None)
    attended_at = Timestamptz(default=None, null=True)
    no_show_detected_at = Timestamptz(default=None, null=True)
    cancelled_at = Timestamptz(default=None, null=True)
    auto_cancelled_at = Timestamptz(default=None, null=True)
    auto_cancelled_by: "ForeignKey[SessionReservation]" = ForeignKey(
        "self", on_delete=OnDelete.restrict, null=True, default=None
    )
    absence_acted_at = Timestamptz(default=None, null=True)


class Reinstatement(Table, tablename="reinstatement"):
    """An admin has taken back what an absence did to a reservation: that absence never cancels it again (R36)."""

    id: Serial
    reservation = ForeignKey(SessionReservation, on_delete=OnDelete.cascade, null=False)
    no_show = ForeignKey(SessionReservation, on_delete=OnDelete.cascade, null=False)
    at = Instant()


class ReplacedCode(Table, tablename="replaced_code"):
    """A code that "new code" has killed; a scan of it answers `revoked_code` (R43)."""

    id: Serial
    reservation = ForeignKey(SessionReservation, on_delete=OnDelete.cascade, null=False, index=True)
    code_hash = Varchar(length=64, unique=True)
    replaced_at = Instant()


class ReservationEvent(Table, tablename="reservation_event"):
    """One move of a reservation's status (§6): from what, to what, who, through which door, why, when (UTC)."""

    id: Serial
    reservation = ForeignKey(SessionReservation, on_delete=OnDelete.restrict, null=False, index=True)
    from_status = Varchar(length=16, null=True, default=None)
    to_status = OneOf(values=listed(ReservationStatus), default=ReservationStatus.PENDING.value)
    actor = Varchar(length=60)
    channel = OneOf(values=listed(Channel), default=Channel.API.value)
    reason = Varchar(length=500, null=True, default=None)
    at = Instant()
