"""The words of `rules.md` §1 as closed lists. Their values are what the wire and the database hold."""

from enum import StrEnum


class PassType(StrEnum):
    """What kind of pass a customer holds (R5)."""

    UNLIMITED_SERIES = "UNLIMITED_SERIES"
    PUNCH_PASS = "PUNCH_PASS"  # noqa: S105 - a kind of pass, not a password
    FULL_COURSE = "FULL_COURSE"


class ReservationStatus(StrEnum):
    """Where a session reservation stands; the legal moves are in `lifecycle` (§6)."""

    PENDING = "PENDING"
    CHECKED_IN = "CHECKED_IN"
    ATTENDED = "ATTENDED"
    NO_SHOW = "NO_SHOW"
    CANCELLED = "CANCELLED"
    AUTO_CANCELLED = "AUTO_CANCELLED"


OPEN = frozenset({ReservationStatus.PENDING, ReservationStatus.CHECKED_IN})
"""Reservations that count towards the limit (R15)."""

SEATED = OPEN | {ReservationStatus.ATTENDED, ReservationStatus.NO_SHOW}
"""Reservations that each hold one of their session's `seats_taken`."""

ARRIVED = frozenset({ReservationStatus.CHECKED_IN, ReservationStatus.ATTENDED})
"""The customer has come: a scan answers `already_checked_in` (R27)."""


class CheckedInBy(StrEnum):
    """Who checked the customer in (R24)."""

    CUSTOMER = "CUSTOMER"
    STAFF = "STAFF"


class CheckInMethod(StrEnum):
    """How the check-in was made (R24)."""

    QR = "QR"
    CODE = "CODE"
    PHONE = "PHONE"
    NAME = "NAME"
    ROSTER = "ROSTER"
    BULK = "BULK"
    OFFLINE = "OFFLINE"


class PunchKind(StrEnum):
    """What a row of the punch ledger records (R9)."""

    GRANT = "GRANT"
    CHECK_IN = "CHECK_IN"
    NO_SHOW = "NO_SHOW"
    REVERSAL = "REVERSAL"
    ADJUST = "ADJUST"
    WAIVE = "WAIVE"
    EXPIRE = "EXPIRE"
    IMPORT = "IMPORT"


CONSUMPTIONS = frozenset({PunchKind.CHECK_IN, PunchKind.NO_SHOW, PunchKind.WAIVE})
"""Kinds of which a reservation has at most one live row (R9)."""


class Role(StrEnum):
    """What a signed-in person or device is (R41); an ADMIN may do all that STAFF may."""

    CUSTOMER = "CUSTOMER"
    STAFF = "STAFF"
    ADMIN = "ADMIN"
    KIOSK = "KIOSK"


class Channel(StrEnum):
    """Through which door a change came in; kept with every reservation event."""

    PAGES = "PAGES"
    API = "API"
    KIOSK = "KIOSK"
    SYSTEM = "SYSTEM"


class NightKind(StrEnum):
    """How a run of the night began: by the clock, which claims the date for its studio, or by a person (R33)."""

    NIGHTLY = "NIGHTLY"
    BY_HAND = "BY_HAND"


class AutoCancel(StrEnum):
    """What an absence does to the bookings after it (R34): will, has, will not since it was excused, or never does."""

    DUE = "due"
    DONE = "done"
    EXCUSED = "excused"
    NEVER = "never"


class OverrideAction(StrEnum):
    """What an admin's override does (R36)."""

    REINSTATE = "reinstate"
    EXCUSE = "excuse"
    ATTENDED = "attended"


class AttendanceStatus(StrEnum):
    """What staff mark on a class's roster, each by its reservation status (§6)."""

    CHECKED_IN = "CHECKED_IN"
    ATTENDED = "ATTENDED"
    NO_SHOW = "NO_SHOW"


class InboxKind(StrEnum):
    """What waits for a person in the staff inbox: a message given up, a scan that came too late to be judged (R37)."""

    FAILED_MESSAGE = "FAILED_MESSAGE"
    LATE_UPLOAD = "LATE_UPLOAD"


class InboxAction(StrEnum):
    """What a person does about an item: send the message again, mark the booking attended, or leave it at that."""

    RETRY = "retry"
    ATTENDED = "attended"
    DISMISS = "dismiss"


ACTIONS_OF = {
    InboxKind.FAILED_MESSAGE: (InboxAction.RETRY, InboxAction.DISMISS),
    InboxKind.LATE_UPLOAD: (InboxAction.ATTENDED, InboxAction.DISMISS),
}
"""What can be done about each kind of item; who has attended has to be known."""


class AuditAction(StrEnum):
    """What staff and admins do beside moving reservations; each is kept with actor, reason and instant."""

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


class AuditSubject(StrEnum):
    """What an act was done to, or is about; each has its id."""

    CLASS_SESSION = "CLASS_SESSION"
    SESSION_RESERVATION = "SESSION_RESERVATION"
    CLASS_REGISTRATION = "CLASS_REGISTRATION"
    CUSTOMER = "CUSTOMER"
    INBOX_ITEM = "INBOX_ITEM"
    STUDIO = "STUDIO"
    COURSE = "COURSE"
    CLOSURE = "CLOSURE"


class ImportKind(StrEnum):
    """What a file of `studio import` holds, one kind each."""

    CUSTOMER = "CUSTOMER"
    COURSE = "COURSE"
    STEP = "STEP"
    SESSION = "SESSION"
    REGISTRATION = "REGISTRATION"
    RESERVATION = "RESERVATION"


class PaymentMethod(StrEnum):
    """How a pass was paid at the desk."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    FREE = "free"


class PhoneCheckIn(StrEnum):
    """Whether customers may check in from their phones (R30)."""

    ON = "on"
    DOOR_CODE = "door_code"
    OFF = "off"


class PartState(StrEnum):
    """How far a customer is with one part of a course (R17)."""

    DONE = "done"
    BOOKED = "booked"
    OPEN = "open"
    MISSED = "missed"
    LOCKED = "locked"


class Refusal(StrEnum):
    """The closed list of reasons for a "no"; the sentences of each are in `words`."""

    PASS_NOT_VALID = "pass_not_valid"  # noqa: S105 - a reason, not a password
    SESSION_NOT_COVERED = "session_not_covered"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_NOT_STARTED = "session_not_started"
    SESSION_STARTED = "session_started"
    SESSION_ENDED = "session_ended"
    BOOKING_NOT_OPEN = "booking_not_open"
    BOOKING_CLOSED = "booking_closed"
    ALREADY_RESERVED = "already_reserved"
    RESERVATION_LIMIT_REACHED = "reservation_limit_reached"
    NO_PUNCHES_LEFT = "no_punches_left"
    PART_REQUIRED = "part_required"
    PART_ALREADY_ATTENDED = "part_already_attended"
    PART_ALREADY_RESERVED = "part_already_reserved"
    PREVIOUS_PART_NOT_ATTENDED = "previous_part_not_attended"
    SESSION_FULL = "session_full"
    UNKNOWN_CODE = "unknown_code"
    REVOKED_CODE = "revoked_code"
    CANCELLED = "cancelled"
    AUTO_CANCELLED = "auto_cancelled"
    ALREADY_CHECKED_IN = "already_checked_in"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOT_CLASS_DAY = "not_class_day"
    REASON_REQUIRED = "reason_required"
    ILLEGAL_TRANSITION = "illegal_transition"
    PHONE_CHECK_IN_OFF = "phone_check_in_off"
    DOOR_CODE_REQUIRED = "door_code_required"
    DOOR_CODE_WRONG = "door_code_wrong"
    PIN_LOCKED = "pin_locked"
    PIN_WRONG = "pin_wrong"
    PASS_CANCELLED = "pass_cancelled"  # noqa: S105 - a reason, not a password
    PASS_ENDED = "pass_ended"  # noqa: S105 - a reason, not a password
    FREEZE_NOT_OVER = "freeze_not_over"
    COUNTS_NO_PUNCHES = "counts_no_punches"
    PUNCHES_HELD = "punches_held"


OK = "ok"
"""What a scan that checks in answers; every other verdict is a `Refusal` (R27)."""

KEPT = "kept"
"""What a kiosk without its server says of a code that it cannot judge: amber, kept, judged at the upload (R37)."""

NOT_JUDGED = "not_judged"
"""What the server says of an upload that no rule of R27 could be asked about: a person has to look (R37)."""


class UploadOutcome(StrEnum):
    """What became of a scan that a kiosk kept while it was offline (R37). All but LATER are final."""

    CHECKED_IN = "checked_in"
    ATTENDED = "attended"
    ALREADY = "already"
    REFUSED = "refused"
    INBOX = "inbox"
    LATER = "later"


class KioskScreen(StrEnum):
    """The screens of `kiosk.md` that a verdict can show."""

    OK = "ok"
    ALREADY = "already"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    CANCELLED = "cancelled"
    AUTO_CANCELLED = "auto_cancelled"
    REPLACED = "replaced"
    UNKNOWN = "unknown"
    SEE_STAFF = "see_staff"
