"""What staff mark on a class's roster: who has arrived, who was there, who was absent (§6, R23)."""

from dataclasses import dataclass
from datetime import datetime

from server.rules.check_in import (
    ScanFacts,
    StaffCheckIn,
    judge_class_day,
    judge_pass,
    judge_reason,
    judge_staff_check_in,
)
from server.rules.check_in_window import ClassDay
from server.rules.lifecycle import judge_move
from server.rules.verdict import ALLOWED, Refused, Verdict, first_refusal
from server.rules.vocabulary import AttendanceStatus, Refusal, ReservationStatus

MOVED_BY_ALL = {
    AttendanceStatus.CHECKED_IN: frozenset({ReservationStatus.PENDING}),
    AttendanceStatus.ATTENDED: frozenset({ReservationStatus.PENDING, ReservationStatus.CHECKED_IN}),
    AttendanceStatus.NO_SHOW: frozenset({ReservationStatus.PENDING}),
}
"""Whom a mark on the whole class moves: those of whom nothing else is known."""


@dataclass(frozen=True)
class AttendanceFacts:
    """What is known of the reservation that is marked; `starts_at` (UTC) is its session's."""

    scan: ScanFacts
    day: ClassDay
    starts_at: datetime


def judge_attendance(facts: AttendanceFacts, mark: AttendanceStatus, how: StaffCheckIn, now: datetime) -> Verdict:
    """Answer staff who mark one reservation; one that is there already is not asked about.

    A mark on a released reservation takes a seat too: `eligibility.judge_seat` has to agree (R14, R18).
    """
    if mark is AttendanceStatus.CHECKED_IN:
        return judge_staff_check_in(facts.scan, how, facts.day, now)
    if mark is AttendanceStatus.ATTENDED:
        return _judge_attended(facts, how, now)
    return _judge_absent(facts, how, now)


def _judge_attended(facts: AttendanceFacts, how: StaffCheckIn, now: datetime) -> Verdict:
    """An arrival is only confirmed; whoever had not arrived arrives by this, and pays with a punch."""
    legal = _judge_mark(facts.scan, ReservationStatus.ATTENDED)
    if isinstance(legal, Refused) or facts.scan.status is ReservationStatus.CHECKED_IN:
        return legal
    if facts.scan.status is ReservationStatus.AUTO_CANCELLED:
        who = _judge_admin(how)
    else:
        who = first_refusal(judge_class_day(facts.day, how, now), judge_reason(facts.scan, how, now))
    return first_refusal(who, judge_pass(facts.scan, waives_punch=False))


def _judge_absent(facts: AttendanceFacts, how: StaffCheckIn, now: datetime) -> Verdict:
    """Nobody is absent before the start; an arrival becomes an absence on the class day, or by an admin (§6)."""
    legal = _judge_mark(facts.scan, ReservationStatus.NO_SHOW)
    if isinstance(legal, Refused):
        return legal
    if now < facts.starts_at:
        return Refused(Refusal.SESSION_NOT_STARTED, {"starts_at": facts.starts_at})
    if facts.scan.status is ReservationStatus.PENDING:
        return ALLOWED
    return judge_class_day(facts.day, how, now)


def _judge_mark(scan: ScanFacts, to_status: ReservationStatus) -> Verdict:
    if scan.is_session_cancelled:
        return Refused(Refusal.SESSION_CANCELLED)
    return judge_move(scan.status, to_status)


def _judge_admin(how: StaffCheckIn) -> Verdict:
    """What was released is marked by an admin with a reason, on whatever day (§6)."""
    if not how.may_correct:
        return Refused(Refusal.ILLEGAL_TRANSITION, {"from_status": ReservationStatus.AUTO_CANCELLED.value})
    return ALLOWED if how.has_reason else Refused(Refusal.REASON_REQUIRED)
