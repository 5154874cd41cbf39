"""May this actor mark this reservation so? The rule of the roster, with the seat where one is needed (§6, R14, R18)."""

from server.rules.attendance import AttendanceFacts, judge_attendance
from server.rules.check_in import StaffCheckIn
from server.rules.eligibility import judge_seat
from server.rules.verdict import Refused, Verdict
from server.rules.vocabulary import AttendanceStatus, ReservationStatus
from server.services.booking.booking_facts import booking_again
from server.services.booking.move_status import Move
from server.services.booking.reservation_row import ReservationRow


async def judge_mark(row: ReservationRow, mark: AttendanceStatus, by: Move) -> Verdict:
    """Return the rule's answer to a mark; its pass is held, and its session where it was released."""
    how = StaffCheckIn(has_reason=by.reason is not None, at_kiosk=by.actor.is_at_kiosk, is_admin=by.actor.is_admin)
    facts = AttendanceFacts(row.scan_facts(), row.class_day, row.starts_at)
    verdict = judge_attendance(facts, mark, how, by.at)
    if isinstance(verdict, Refused) or row.status is not ReservationStatus.AUTO_CANCELLED:
        return verdict
    return judge_seat(await booking_again(row))
