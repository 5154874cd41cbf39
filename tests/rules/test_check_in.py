"""May this reservation be checked in? (R22-R27, R29)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations
from typing import Any

import pytest

from server.rules.check_in import (
    ScanFacts,
    StaffCheckIn,
    judge_scan,
    judge_self_check_in,
    judge_staff_check_in,
    judge_undo,
    status_after_undo,
)
from server.rules.check_in_window import class_day
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal, ReservationStatus
from tests.rules.builders import DEFAULTS, ENDS_AT, HOUR, NEW_YORK, SECOND, STARTS_AT, WINDOW, reason_of
from tests.rules.status_moves import ATTENDED, AUTO_CANCELLED, CANCELLED, CHECKED_IN, NO_SHOW, PENDING

SCAN = ScanFacts(PENDING, WINDOW, pass_usable=True, sessions_remaining=8)
ABSENT = replace(SCAN, status=NO_SHOW)
DAY = class_day(STARTS_AT, ENDS_AT, NEW_YORK, DEFAULTS)
MORNING = DAY.begins_at + 8 * HOUR
CAME_AT = STARTS_AT - HOUR
AT_THE_DESK = StaffCheckIn()


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with a scan, and the answer that it gives where nothing else is wrong."""

    refusal: Refusal
    facts: dict[str, Any] = field(default_factory=dict)  # Any: whatever the field of ScanFacts takes
    now: datetime | None = None
    code_is_known: bool = True


UNKNOWN = Flaw(Refusal.UNKNOWN_CODE, code_is_known=False)
REVOKED = Flaw(Refusal.REVOKED_CODE, {"is_code_revoked": True})
STANDING = [
    Flaw(Refusal.SESSION_CANCELLED, {"is_session_cancelled": True}),
    Flaw(Refusal.CANCELLED, {"status": CANCELLED}),
    Flaw(Refusal.AUTO_CANCELLED, {"status": AUTO_CANCELLED}),
    Flaw(Refusal.ALREADY_CHECKED_IN, {"status": CHECKED_IN, "checked_in_at": CAME_AT}),
]
TOO_EARLY = Flaw(Refusal.TOO_EARLY, now=WINDOW.opens_at - SECOND)
TOO_LATE = Flaw(Refusal.TOO_LATE, now=WINDOW.closes_at + SECOND)
WRONG_DAY = Flaw(Refusal.NOT_CLASS_DAY, now=DAY.ends_at)
THE_PASS = [
    Flaw(Refusal.PASS_NOT_VALID, {"pass_usable": False}),
    Flaw(Refusal.NO_PUNCHES_LEFT, {"sessions_remaining": 0}),
    Flaw(Refusal.PART_ALREADY_RESERVED, {"part_booked_again": "Part 1: Throwing"}),
]

IN_R27S_ORDER = [UNKNOWN, REVOKED, *STANDING, TOO_EARLY, TOO_LATE, *THE_PASS]
FOR_STAFF = [*STANDING, WRONG_DAY, *THE_PASS]


def with_flaws(*flaws: Flaw) -> tuple[ScanFacts | None, datetime]:
    """Return a scan with flaws; of two that exclude each other the first is there."""
    facts, now = SCAN, STARTS_AT
    for flaw in reversed(flaws):
        facts, now = replace(facts, **flaw.facts), flaw.now or now
    return (facts if all(flaw.code_is_known for flaw in flaws) else None), now


def judge_desk(facts: ScanFacts | None, now: datetime, how: StaffCheckIn = AT_THE_DESK) -> Verdict:
    assert facts is not None
    return judge_staff_check_in(facts, how, DAY, now)


def test_a_scan_in_the_window_with_nothing_wrong_is_ok() -> None:
    """R27."""
    assert judge_scan(SCAN, STARTS_AT) == ALLOWED


@pytest.mark.parametrize("flaw", IN_R27S_ORDER, ids=lambda flaw: flaw.refusal)
def test_each_flaw_alone_gives_its_own_verdict(flaw: Flaw) -> None:
    """R27."""
    assert reason_of(judge_scan(*with_flaws(flaw))) is flaw.refusal


@pytest.mark.parametrize(("earlier", "later"), list(combinations(IN_R27S_ORDER, 2)), ids=lambda flaw: flaw.refusal)
def test_an_earlier_reason_beats_every_later_one(earlier: Flaw, later: Flaw) -> None:
    """R27's fixed order, online and offline."""
    assert reason_of(judge_scan(*with_flaws(earlier, later))) is earlier.refusal


@pytest.mark.parametrize(("earlier", "later"), list(combinations(FOR_STAFF, 2)), ids=lambda flaw: flaw.refusal)
def test_staff_get_the_same_order_with_the_class_day_for_the_window(earlier: Flaw, later: Flaw) -> None:
    """R27, R23."""
    assert reason_of(judge_desk(*with_flaws(earlier, later))) is earlier.refusal
    assert reason_of(judge_desk(*with_flaws(later))) is later.refusal


def test_a_phone_knows_its_reservation_and_is_judged_by_the_rest_of_the_order() -> None:
    """R27, R30: the code plays no part, so that a replaced one is no hindrance."""
    assert judge_self_check_in(replace(SCAN, is_code_revoked=True), STARTS_AT) == ALLOWED
    assert reason_of(judge_self_check_in(SCAN, WINDOW.closes_at + SECOND)) is Refusal.TOO_LATE


@pytest.mark.parametrize("status", [CHECKED_IN, ATTENDED])
def test_whoever_has_come_is_told_when(status: ReservationStatus) -> None:
    """R26: a new scan gets `already_checked_in` with the time."""
    facts = replace(SCAN, status=status, checked_in_at=CAME_AT)
    assert judge_scan(facts, STARTS_AT) == Refused(Refusal.ALREADY_CHECKED_IN, {"checked_in_at": CAME_AT})


def test_the_window_gives_its_instants_with_the_verdict() -> None:
    """R22."""
    early, late = WINDOW.opens_at - SECOND, WINDOW.closes_at + SECOND
    assert judge_scan(SCAN, early) == Refused(Refusal.TOO_EARLY, {"opens_at": WINDOW.opens_at})
    assert judge_scan(SCAN, late) == Refused(Refusal.TOO_LATE, {"closes_at": WINDOW.closes_at})


def test_the_last_punch_checks_in_and_no_punch_does_not() -> None:
    """R27, R10: the reservation itself holds the last punch."""
    assert judge_scan(replace(SCAN, sessions_remaining=1), STARTS_AT) == ALLOWED
    refused = Refused(Refusal.NO_PUNCHES_LEFT, {"sessions_remaining": 0})
    assert judge_scan(replace(SCAN, sessions_remaining=0), STARTS_AT) == refused


def test_a_pass_without_punches_needs_none() -> None:
    """R11."""
    assert judge_scan(replace(SCAN, sessions_remaining=None), STARTS_AT) == ALLOWED


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (replace(ABSENT, pass_usable=False), None),
        (replace(ABSENT, sessions_remaining=0, no_show_took_punch=True), None),
        (replace(ABSENT, sessions_remaining=0), Refusal.NO_PUNCHES_LEFT),
        (replace(ABSENT, sessions_remaining=1), None),
        (replace(ABSENT, is_session_cancelled=True), Refusal.SESSION_CANCELLED),
    ],
)
def test_a_no_show_still_in_the_window_is_judged_like_pending(facts: ScanFacts, refusal: Refusal | None) -> None:
    """R27: it skips `pass_not_valid`, and the punch that it took counts as there."""
    assert reason_of(judge_scan(facts, STARTS_AT)) is refusal


def test_a_no_show_after_the_window_is_too_late() -> None:
    """R27, R22."""
    assert judge_scan(ABSENT, WINDOW.closes_at) == ALLOWED
    assert reason_of(judge_scan(ABSENT, WINDOW.closes_at + SECOND)) is Refusal.TOO_LATE


@pytest.mark.parametrize("facts", [SCAN, ABSENT], ids=["pending", "no-show"])
def test_staff_at_the_desk_check_in_all_day_and_give_no_reason(facts: ScanFacts) -> None:
    """R23; §6: NO_SHOW to CHECKED_IN by staff on the class day."""
    assert judge_desk(facts, MORNING) == ALLOWED
    assert judge_desk(facts, DAY.ends_at - SECOND) == ALLOWED
    assert reason_of(judge_desk(facts, DAY.begins_at - SECOND)) is Refusal.NOT_CLASS_DAY


@pytest.mark.parametrize(
    ("now", "without_a_reason"),
    [
        (WINDOW.opens_at - SECOND, Refusal.REASON_REQUIRED),
        (WINDOW.opens_at, None),
        (WINDOW.closes_at, None),
        (WINDOW.closes_at + SECOND, Refusal.REASON_REQUIRED),
    ],
)
def test_at_the_kiosk_a_check_in_outside_the_window_needs_a_reason(
    now: datetime, without_a_reason: Refusal | None
) -> None:
    """R42: *override at the kiosk*."""
    assert reason_of(judge_desk(SCAN, now, StaffCheckIn(at_kiosk=True))) is without_a_reason
    assert judge_desk(SCAN, now, StaffCheckIn(at_kiosk=True, has_reason=True)) == ALLOWED


def test_a_waived_punch_needs_a_reason_and_no_punch() -> None:
    """R24."""
    spent = replace(SCAN, sessions_remaining=0)
    waiver = StaffCheckIn(waives_punch=True)
    assert reason_of(judge_desk(spent, STARTS_AT)) is Refusal.NO_PUNCHES_LEFT
    assert reason_of(judge_desk(spent, STARTS_AT, waiver)) is Refusal.REASON_REQUIRED
    assert judge_desk(spent, STARTS_AT, replace(waiver, has_reason=True)) == ALLOWED


def test_a_waived_punch_does_not_make_a_pass_valid() -> None:
    """R7, R24."""
    how = StaffCheckIn(waives_punch=True, has_reason=True)
    assert reason_of(judge_desk(replace(SCAN, pass_usable=False), STARTS_AT, how)) is Refusal.PASS_NOT_VALID


@pytest.mark.parametrize("now", [DAY.begins_at - SECOND, DAY.ends_at])
def test_an_admin_corrects_what_is_pending_outside_the_class_day_with_a_reason(now: datetime) -> None:
    """R23; a PIN opens what staff may (R42)."""
    admin = StaffCheckIn(is_admin=True)
    assert reason_of(judge_desk(SCAN, now, admin)) is Refusal.REASON_REQUIRED
    assert judge_desk(SCAN, now, replace(admin, has_reason=True)) == ALLOWED
    assert judge_desk(SCAN, now, replace(admin, has_reason=True, at_kiosk=True)) == DAY.judge(now)


def test_an_absence_is_checked_in_on_the_class_day_only_by_an_admin_too() -> None:
    """§6: NO_SHOW to CHECKED_IN; later it is put right by ATTENDED."""
    admin = StaffCheckIn(is_admin=True, has_reason=True)
    assert judge_desk(ABSENT, DAY.ends_at - SECOND, admin) == ALLOWED
    assert reason_of(judge_desk(ABSENT, DAY.ends_at, admin)) is Refusal.NOT_CLASS_DAY


@pytest.mark.parametrize("status", [PENDING, NO_SHOW])
def test_who_has_the_missed_part_booked_again_does_not_arrive_for_both(status: ReservationStatus) -> None:
    """R17: one open reservation per part."""
    again = replace(SCAN, status=status, part_booked_again="Part 1: Throwing")
    refused = Refused(Refusal.PART_ALREADY_RESERVED, {"part": "Part 1: Throwing"})
    assert judge_scan(again, STARTS_AT) == refused
    assert judge_desk(again, STARTS_AT) == refused


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (ENDS_AT - SECOND, ALLOWED),
        (ENDS_AT, Refused(Refusal.SESSION_ENDED, {"ends_at": ENDS_AT})),
        (DAY.begins_at, ALLOWED),
        (DAY.begins_at - SECOND, DAY.judge(DAY.begins_at - SECOND)),
    ],
)
def test_a_check_in_is_undone_on_the_class_day_before_the_class_ends(now: datetime, verdict: Verdict) -> None:
    """R29."""
    assert judge_undo(CHECKED_IN, DAY, ENDS_AT, now) == verdict


@pytest.mark.parametrize("status", [status for status in ReservationStatus if status is not CHECKED_IN])
def test_only_an_arrival_is_undone(status: ReservationStatus) -> None:
    """R29, before the clock is asked."""
    refused = Refused(Refusal.ILLEGAL_TRANSITION, {"from_status": status})
    assert judge_undo(status, DAY, ENDS_AT, ENDS_AT) == refused


def test_an_undone_walk_in_is_cancelled_and_others_are_pending_again() -> None:
    """R29."""
    assert status_after_undo(is_walk_in=True) is CANCELLED
    assert status_after_undo(is_walk_in=False) is PENDING
