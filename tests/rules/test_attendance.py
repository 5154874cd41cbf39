"""Marking a roster: who may mark what, of whom, when (§6, R23, R42)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from server.rules.attendance import MOVED_BY_ALL, AttendanceFacts, judge_attendance
from server.rules.check_in import ScanFacts, StaffCheckIn, judge_staff_check_in
from server.rules.check_in_window import class_day
from server.rules.verdict import ALLOWED, Refused
from server.rules.vocabulary import AttendanceStatus, Refusal, ReservationStatus
from tests.rules.builders import DEFAULTS, ENDS_AT, HOUR, NEW_YORK, SECOND, STARTS_AT, WINDOW, reason_of
from tests.rules.status_moves import ATTENDED, AUTO_CANCELLED, CANCELLED, CHECKED_IN, LEGAL, NO_SHOW, PENDING

SCAN = ScanFacts(PENDING, WINDOW, pass_usable=True, sessions_remaining=8)
DAY = class_day(STARTS_AT, ENDS_AT, NEW_YORK, DEFAULTS)
DURING_CLASS = STARTS_AT + HOUR
NEXT_DAY = DAY.ends_at
DAY_BEFORE = DAY.begins_at - SECOND
WEEK_LATER = STARTS_AT + timedelta(days=7)

STAFF = StaffCheckIn()
WITH_REASON = StaffCheckIn(has_reason=True)
ADMIN = StaffCheckIn(is_admin=True)
ADMIN_WITH_REASON = StaffCheckIn(is_admin=True, has_reason=True)
ADMIN_AT_KIOSK = replace(ADMIN_WITH_REASON, at_kiosk=True)
EVERYBODY = (STAFF, WITH_REASON, ADMIN, ADMIN_WITH_REASON, ADMIN_AT_KIOSK)


def facts(status: ReservationStatus, **changed: object) -> AttendanceFacts:
    return AttendanceFacts(replace(SCAN, status=status, **changed), DAY, STARTS_AT)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("mark", AttendanceStatus)
@pytest.mark.parametrize("status", [s for s in ReservationStatus if s is not AUTO_CANCELLED])
def test_staff_mark_in_class_what_section_6_allows_and_nothing_else(
    status: ReservationStatus, mark: AttendanceStatus
) -> None:
    """§6."""
    is_legal = (status, ReservationStatus(mark)) in LEGAL
    assert (judge_attendance(facts(status), mark, STAFF, DURING_CLASS) == ALLOWED) is is_legal


@pytest.mark.parametrize("mark", [AttendanceStatus.ATTENDED, AttendanceStatus.NO_SHOW])
def test_what_was_given_up_is_marked_by_nobody(mark: AttendanceStatus) -> None:
    """§6: CANCELLED is the end."""
    refused = Refused(Refusal.ILLEGAL_TRANSITION, {"from_status": "CANCELLED", "to_status": mark})
    for who in EVERYBODY:
        assert judge_attendance(facts(CANCELLED), mark, who, DURING_CLASS) == refused


@pytest.mark.parametrize("mark", AttendanceStatus)
@pytest.mark.parametrize("status", [PENDING, CHECKED_IN, NO_SHOW, AUTO_CANCELLED])
def test_a_class_that_the_studio_cancelled_is_not_marked(status: ReservationStatus, mark: AttendanceStatus) -> None:
    """R27's first question about a known reservation; R32: cancelled sessions are never settled."""
    asked = facts(status, is_session_cancelled=True)
    assert reason_of(judge_attendance(asked, mark, ADMIN_WITH_REASON, DURING_CLASS)) is Refusal.SESSION_CANCELLED


@pytest.mark.parametrize("now", [DAY_BEFORE, DAY.begins_at, STARTS_AT, DAY.ends_at - SECOND, NEXT_DAY])
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("status", ReservationStatus)
def test_a_check_in_is_judged_as_one_by_one(status: ReservationStatus, who: StaffCheckIn, now: datetime) -> None:
    """`api.md`: same rules as one by one."""
    asked = facts(status)
    one_by_one = judge_staff_check_in(asked.scan, who, DAY, now)
    assert judge_attendance(asked, AttendanceStatus.CHECKED_IN, who, now) == one_by_one


@pytest.mark.parametrize("now", [DAY_BEFORE, NEXT_DAY, WEEK_LATER])
@pytest.mark.parametrize(
    ("status", "mark"),
    [
        (PENDING, AttendanceStatus.CHECKED_IN),
        (PENDING, AttendanceStatus.ATTENDED),
        (NO_SHOW, AttendanceStatus.ATTENDED),
    ],
)
def test_an_arrival_outside_the_class_day_is_an_admins_correction_with_a_reason(
    status: ReservationStatus, mark: AttendanceStatus, now: datetime
) -> None:
    """R23: `not_class_day`; only an admin corrects then, and not behind a PIN pad (R42)."""
    refused = {who: reason_of(judge_attendance(facts(status), mark, who, now)) for who in EVERYBODY}
    assert refused == {
        STAFF: Refusal.NOT_CLASS_DAY,
        WITH_REASON: Refusal.NOT_CLASS_DAY,
        ADMIN: Refusal.REASON_REQUIRED,
        ADMIN_WITH_REASON: None,
        ADMIN_AT_KIOSK: Refusal.NOT_CLASS_DAY,
    }


@pytest.mark.parametrize("status", [CHECKED_IN, ATTENDED])
def test_an_arrival_becomes_an_absence_on_the_class_day_or_by_an_admin_later(status: ReservationStatus) -> None:
    """§6."""
    absent = AttendanceStatus.NO_SHOW
    assert judge_attendance(facts(status), absent, STAFF, DAY.ends_at - SECOND) == ALLOWED
    assert judge_attendance(facts(status), absent, STAFF, NEXT_DAY) == DAY.judge(NEXT_DAY)
    assert reason_of(judge_attendance(facts(status), absent, ADMIN, NEXT_DAY)) is Refusal.REASON_REQUIRED
    assert judge_attendance(facts(status), absent, ADMIN_WITH_REASON, WEEK_LATER) == ALLOWED


@pytest.mark.parametrize("status", [PENDING, CHECKED_IN, ATTENDED])
@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_is_absent_before_the_class_has_started(status: ReservationStatus, who: StaffCheckIn) -> None:
    """§6: staff after its start."""
    too_soon = Refused(Refusal.SESSION_NOT_STARTED, {"starts_at": STARTS_AT})
    assert judge_attendance(facts(status), AttendanceStatus.NO_SHOW, who, STARTS_AT - SECOND) == too_soon
    assert judge_attendance(facts(status), AttendanceStatus.NO_SHOW, who, STARTS_AT) == ALLOWED


def test_staff_mark_who_never_came_at_any_time_after_the_start() -> None:
    """§6: the sweep would do the same."""
    assert judge_attendance(facts(PENDING), AttendanceStatus.NO_SHOW, STAFF, NEXT_DAY) == ALLOWED


@pytest.mark.parametrize("now", [DAY_BEFORE, DURING_CLASS, NEXT_DAY])
def test_an_arrival_is_confirmed_by_any_of_the_staff_on_any_day(now: datetime) -> None:
    """§6: CHECKED_IN to ATTENDED by the sweep at the end, or staff; its punch was taken before."""
    asked = facts(CHECKED_IN, sessions_remaining=0, pass_usable=False)
    assert judge_attendance(asked, AttendanceStatus.ATTENDED, STAFF, now) == ALLOWED


@pytest.mark.parametrize("now", [DAY_BEFORE, DURING_CLASS, NEXT_DAY])
def test_what_was_released_is_marked_attended_by_an_admin_with_a_reason(now: datetime) -> None:
    """§6: AUTO_CANCELLED to ATTENDED."""
    asked, attended = facts(AUTO_CANCELLED), AttendanceStatus.ATTENDED
    refused = {who: reason_of(judge_attendance(asked, attended, who, now)) for who in EVERYBODY}
    assert refused == {
        STAFF: Refusal.ILLEGAL_TRANSITION,
        WITH_REASON: Refusal.ILLEGAL_TRANSITION,
        ADMIN: Refusal.REASON_REQUIRED,
        ADMIN_WITH_REASON: None,
        ADMIN_AT_KIOSK: Refusal.ILLEGAL_TRANSITION,
    }


@pytest.mark.parametrize("status", [PENDING, NO_SHOW, AUTO_CANCELLED])
def test_who_is_marked_attended_without_having_arrived_needs_a_punch(status: ReservationStatus) -> None:
    """§6: punch; R9: never below 0."""
    attended, spent = AttendanceStatus.ATTENDED, {"sessions_remaining": 0}
    refused = Refused(Refusal.NO_PUNCHES_LEFT, {"sessions_remaining": 0})
    assert judge_attendance(facts(status, **spent), attended, ADMIN_WITH_REASON, DURING_CLASS) == refused
    assert judge_attendance(facts(status, sessions_remaining=1), attended, ADMIN_WITH_REASON, DURING_CLASS) == ALLOWED


def test_the_punch_that_the_no_show_took_is_the_arrivals() -> None:
    """R27, §6."""
    asked = facts(NO_SHOW, sessions_remaining=0, no_show_took_punch=True)
    assert judge_attendance(asked, AttendanceStatus.ATTENDED, STAFF, DURING_CLASS) == ALLOWED


@pytest.mark.parametrize(("status", "refusal"), [(PENDING, Refusal.PASS_NOT_VALID), (NO_SHOW, None)])
def test_a_pass_that_is_not_valid_attends_nothing_but_what_it_has_missed(
    status: ReservationStatus, refusal: Refusal | None
) -> None:
    """R7, R27: a NO_SHOW skips `pass_not_valid`."""
    asked = facts(status, pass_usable=False)
    assert reason_of(judge_attendance(asked, AttendanceStatus.ATTENDED, STAFF, DURING_CLASS)) is refusal


def test_an_absence_asks_the_pass_for_nothing() -> None:
    """§6: a punch if one is left."""
    asked = facts(PENDING, sessions_remaining=0, pass_usable=False)
    assert judge_attendance(asked, AttendanceStatus.NO_SHOW, STAFF, DURING_CLASS) == ALLOWED


def test_at_the_kiosk_an_arrival_outside_the_window_needs_a_reason_and_an_absence_none() -> None:
    """R42."""
    at_kiosk, late = StaffCheckIn(at_kiosk=True), WINDOW.closes_at + SECOND
    attended, absent = AttendanceStatus.ATTENDED, AttendanceStatus.NO_SHOW
    assert judge_attendance(facts(NO_SHOW), attended, at_kiosk, WINDOW.closes_at) == ALLOWED
    assert reason_of(judge_attendance(facts(NO_SHOW), attended, at_kiosk, late)) is Refusal.REASON_REQUIRED
    assert judge_attendance(facts(NO_SHOW), attended, replace(at_kiosk, has_reason=True), late) == ALLOWED
    assert judge_attendance(facts(CHECKED_IN), absent, at_kiosk, late) == ALLOWED


def test_a_mark_on_the_whole_class_moves_those_of_whom_nothing_else_is_known() -> None:
    """§6: an absence or an arrival that was marked by hand stays."""
    assert {mark.value: statuses for mark, statuses in MOVED_BY_ALL.items()} == {
        "CHECKED_IN": {PENDING},
        "ATTENDED": {PENDING, CHECKED_IN},
        "NO_SHOW": {PENDING},
    }
