"""What services hand to delivery, and what comes back: the two stand side by side and know nothing of each other.

Nothing of this is on the wire; it is the agreement on what a mail says, in values and without a word of prose.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class PunchTold(StrEnum):
    """What a mail says of the punch for a class; NOT_COUNTED where the pass has none (R11)."""

    NOT_COUNTED = "NOT_COUNTED"
    NOT_TAKEN = "NOT_TAKEN"
    TAKEN = "TAKEN"
    RETURNED = "RETURNED"


@dataclass(frozen=True)
class Letterhead:
    """In whose name a mail speaks, to whom, and where its links lead; times are spoken in `zone`, the studio's (R4)."""

    studio_name: str
    studio_email: str | None
    customer_name: str
    zone: ZoneInfo
    public_url: str


@dataclass(frozen=True)
class BookedClass:
    """A reservation and its class; instants are UTC. `pass_code` is None where it can't be drawn again (R43)."""

    reservation_id: int
    registration_id: int
    course_name: str
    part_title: str | None
    room: str | None
    instructor: str | None
    starts_at: datetime
    ends_at: datetime
    check_in_opens_at: datetime
    pass_code: str | None


@dataclass(frozen=True)
class SignInMail:
    """The code by which the holder of an address signs in, good for some minutes, once."""

    studio_name: str
    code: str
    minutes: int


@dataclass(frozen=True)
class ConfirmationMail:
    """A booked place, with its QR."""

    head: Letterhead
    booked: BookedClass


@dataclass(frozen=True)
class ReminderMail:
    """A booked place, the day before."""

    head: Letterhead
    booked: BookedClass


@dataclass(frozen=True)
class CancellationMail:
    """A place that was given up."""

    head: Letterhead
    booked: BookedClass
    punch: PunchTold


@dataclass(frozen=True)
class ClassCancelledMail:
    """A class that the studio has cancelled, and why."""

    head: Letterhead
    booked: BookedClass
    punch: PunchTold
    reason: str


@dataclass(frozen=True)
class ClassMovedMail:
    """A class that the studio has moved: `booked` has its new time, `old_starts_at` (UTC) is the one before (R38)."""

    head: Letterhead
    booked: BookedClass
    old_starts_at: datetime


@dataclass(frozen=True)
class MissedMail:
    """A missed class whose grace runs: what will be released unless the studio is told before `tell_by` (UTC, R34)."""

    head: Letterhead
    missed: BookedClass
    punch: PunchTold
    tell_by: datetime
    would_fall: tuple[BookedClass, ...]


@dataclass(frozen=True)
class AutoCancellationMail:
    """All that a missed class has released (R34)."""

    head: Letterhead
    missed: BookedClass
    punch: PunchTold
    released: tuple[BookedClass, ...]


@dataclass(frozen=True)
class ReinstatedMail:
    """Released bookings that are back (R36)."""

    head: Letterhead
    bookings: tuple[BookedClass, ...]


@dataclass(frozen=True)
class CourseBookedMail:
    """All the classes that came with a course when it was sold (R12)."""

    head: Letterhead
    pass_name: str
    bookings: tuple[BookedClass, ...]


class PassChange(StrEnum):
    """What the studio did to a pass, so that bookings fell: a freeze, an earlier end, or its own end (R8)."""

    FROZEN = "FROZEN"
    SHORTENED = "SHORTENED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class PassChangedMail:
    """The bookings that a pass no longer covers: frozen from `first` to `last`, or `last` is its last date (R8)."""

    head: Letterhead
    pass_name: str
    why: PassChange
    first: date | None
    last: date | None
    punch: PunchTold
    cancelled: tuple[BookedClass, ...]


Mail = (
    SignInMail
    | ConfirmationMail
    | ReminderMail
    | CancellationMail
    | ClassCancelledMail
    | ClassMovedMail
    | MissedMail
    | AutoCancellationMail
    | ReinstatedMail
    | CourseBookedMail
    | PassChangedMail
)


@dataclass(frozen=True)
class Envelope:
    """A mail on its way to one address; `id` is the same on every try, `posted_at` (UTC) is this one's."""

    id: str
    recipient: str
    posted_at: datetime
    mail: Mail


class Hindrance(StrEnum):
    """Why a mail was not taken.

    AWAY: no conversation came about, whatever the mail. SETUP: our own set-up was refused (name and password, TLS,
    sender). DEFERRED: this mail was put off, or the mail server vanished while it was handed over. REFUSED: this mail
    is refused for good.
    """

    AWAY = "AWAY"
    SETUP = "SETUP"
    DEFERRED = "DEFERRED"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Undelivered:
    """A mail that was not taken: `why` may hold an address, `status` ("550 5.1.1") never does."""

    hindrance: Hindrance
    why: str
    status: str | None = None
