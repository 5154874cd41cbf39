"""What admins read of what has been: who missed classes, and how the classes were used."""

from enum import StrEnum

from server.contract.base import Instant, LocalDate, Shape
from server.rules.vocabulary import AutoCancel


class ReportFormat(StrEnum):
    """How a report comes: as JSON, or as CSV for a spreadsheet (UTF-8 with a byte order mark, RFC 4180)."""

    JSON = "json"
    CSV = "csv"


class GroupBy(StrEnum):
    """What one row of the utilization is about; weekday and hour are those of each studio's own zone."""

    SESSION = "session"
    COURSE = "course"
    WEEKDAY = "weekday"
    HOUR = "hour"
    STUDIO = "studio"


class NoShow(Shape):
    """One absence; excused ones are none. `localDate` and `localStart` are the studio's.

    `earlierInThirtyDays` and `earlierInNinetyDays` count the absences of the same customer at this studio in the 30 and
    90 days (of 24 hours) before this class began, this one not counted.
    """

    reservation_id: int
    local_date: LocalDate
    local_start: str
    course_id: int
    course_name: str
    step_title: str | None
    session_id: int
    starts_at: Instant
    customer_id: int
    customer_name: str
    customer_email: str | None
    registration_id: int
    pass_name: str
    no_show_detected_at: Instant | None
    auto_cancel: AutoCancel
    earlier_in_thirty_days: int
    earlier_in_ninety_days: int


class Utilization(Shape):
    """How the classes of one group were used; classes that the studio has cancelled are left out.

    `key` is the group's: a session's, course's or studio's id, a weekday from 1 (Monday) to 7, an hour from 0 to 23;
    `label` is it for people. The counts are of reservations as they stand now. `reserved` are the seats taken: of them
    `pending` have not come yet, `checkedIn` have arrived and are not confirmed yet (the class's end confirms them),
    `attended` are confirmed, `noShow` were missed. `cancelled` gave their seat up, `autoCancelled` had it released.
    `walkIns` are those of the reserved who came without a booking.

    `fillRate` is reserved / capacity, `attendanceRate` (checkedIn + attended) / (checkedIn + attended + noShow),
    `noShowRate` noShow / the same; each null where it would divide by nothing, with four digits else.
    """

    key: str
    label: str
    studio_id: int | None
    course_id: int | None
    session_id: int | None
    starts_at: Instant | None
    sessions: int
    capacity: int
    reserved: int
    pending: int
    checked_in: int
    attended: int
    no_show: int
    cancelled: int
    auto_cancelled: int
    walk_ins: int
    fill_rate: float | None
    attendance_rate: float | None
    no_show_rate: float | None
