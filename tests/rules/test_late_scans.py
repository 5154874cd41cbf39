"""A scan that comes after its time (R37)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from server.rules.check_in import ScanFacts
from server.rules.late_scans import (
    MOST_AHEAD,
    LateFacts,
    instant_of_scan,
    judge_late_scan,
    outcome_of_arrival,
    outcome_of_refusal,
    status_after_late_scan,
)
from server.rules.lifecycle import LEGAL_MOVES
from server.rules.verdict import ALLOWED
from server.rules.vocabulary import KEPT, NOT_JUDGED, OK, Refusal, ReservationStatus, UploadOutcome
from tests.rules.builders import SECOND, STARTS_AT, WINDOW

HOURS_72 = timedelta(hours=72)
NOW = STARTS_AT + timedelta(hours=10)
SCAN = ScanFacts(ReservationStatus.PENDING, WINDOW, pass_usable=True, sessions_remaining=8)
AT_THE_DOOR = STARTS_AT - timedelta(minutes=5)


@pytest.mark.parametrize("offset", [timedelta(), timedelta(days=-20), timedelta(days=20), timedelta(milliseconds=-250)])
def test_the_clocks_offset_is_added_to_what_the_kiosk_read(offset: timedelta) -> None:
    assert instant_of_scan(AT_THE_DOOR - offset, offset, NOW, HOURS_72) == AT_THE_DOOR


@pytest.mark.parametrize(
    ("instant", "judged_at"),
    [
        (NOW - HOURS_72 - SECOND, None),
        (NOW - HOURS_72, NOW - HOURS_72),
        (NOW - SECOND, NOW - SECOND),
        (NOW, NOW),
        (NOW + SECOND, NOW),
        (NOW + MOST_AHEAD, NOW),
        (NOW + MOST_AHEAD + SECOND, None),
    ],
)
def test_a_scan_is_bounded_by_the_studios_hours_and_by_now(instant: datetime, judged_at: datetime | None) -> None:
    assert instant_of_scan(instant, timedelta(), NOW, HOURS_72) == judged_at


@pytest.mark.parametrize(
    ("instant", "verdict"),
    [
        (WINDOW.opens_at - SECOND, "too_early"),
        (WINDOW.opens_at, OK),
        (WINDOW.closes_at, OK),
        (WINDOW.closes_at + SECOND, "too_late"),
    ],
)
@pytest.mark.parametrize("status", [ReservationStatus.PENDING, ReservationStatus.NO_SHOW])
def test_it_is_judged_by_its_own_instant(status: ReservationStatus, instant: datetime, verdict: str) -> None:
    assert judge_late_scan(LateFacts(replace(SCAN, status=status)), instant).code == verdict


def test_a_code_that_nobody_knows_stays_unknown() -> None:
    assert judge_late_scan(LateFacts(None), AT_THE_DOOR).code == "unknown_code"


@pytest.mark.parametrize(
    ("released_at", "is_void", "verdict"),
    [
        (AT_THE_DOOR - SECOND, False, "auto_cancelled"),
        (AT_THE_DOOR, False, "auto_cancelled"),
        (AT_THE_DOOR + SECOND, False, OK),
        (AT_THE_DOOR - SECOND, True, OK),
        (None, False, "auto_cancelled"),
    ],
)
def test_what_was_released_after_the_scan_or_for_no_absence_counts_as_if_it_had_stayed(
    released_at: datetime | None, verdict: str, *, is_void: bool
) -> None:
    facts = LateFacts(released(), released_at, absence_is_void=is_void)
    assert judge_late_scan(facts, AT_THE_DOOR).code == verdict


@pytest.mark.parametrize(
    ("scan", "verdict"),
    [
        (replace(SCAN, pass_usable=False), "pass_not_valid"),
        (replace(SCAN, sessions_remaining=0), "no_punches_left"),
        (replace(SCAN, is_code_revoked=True), "revoked_code"),
        (replace(SCAN, is_session_cancelled=True), "session_cancelled"),
    ],
)
def test_what_was_released_is_still_judged_by_all_the_rest(scan: ScanFacts, verdict: str) -> None:
    facts = LateFacts(replace(scan, status=ReservationStatus.AUTO_CANCELLED), absence_is_void=True)
    assert judge_late_scan(facts, AT_THE_DOOR).code == verdict


@pytest.mark.parametrize("status", sorted({*ReservationStatus} - {ReservationStatus.AUTO_CANCELLED}))
def test_only_what_an_absence_has_released_comes_back(status: ReservationStatus) -> None:
    scan = replace(SCAN, status=status)
    late = LateFacts(scan, released_at=NOW, absence_is_void=True)
    assert judge_late_scan(late, AT_THE_DOOR) == judge_late_scan(LateFacts(scan), AT_THE_DOOR)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (ReservationStatus.PENDING, "already_checked_in"),
        (ReservationStatus.NO_SHOW, "already_checked_in"),
        (ReservationStatus.CANCELLED, "cancelled"),
    ],
)
def test_who_had_arrived_by_then_is_not_checked_in_again_after_staff_took_it_back(
    status: ReservationStatus, verdict: str
) -> None:
    facts = LateFacts(replace(SCAN, status=status), had_arrived=True)
    assert judge_late_scan(facts, AT_THE_DOOR).code == verdict


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (ReservationStatus.PENDING, ReservationStatus.CHECKED_IN),
        (ReservationStatus.NO_SHOW, ReservationStatus.ATTENDED),
        (ReservationStatus.AUTO_CANCELLED, ReservationStatus.ATTENDED),
    ],
)
def test_what_was_settled_without_the_customer_is_confirmed(
    status: ReservationStatus, after: ReservationStatus
) -> None:
    """§6: each is a legal move."""
    assert status_after_late_scan(status) is after
    assert (status, after) in LEGAL_MOVES


def test_an_arrival_says_whether_it_was_settled() -> None:
    assert outcome_of_arrival(ReservationStatus.CHECKED_IN) is UploadOutcome.CHECKED_IN
    assert outcome_of_arrival(ReservationStatus.ATTENDED) is UploadOutcome.ATTENDED


@pytest.mark.parametrize("refusal", sorted(set(Refusal) - {Refusal.ALREADY_CHECKED_IN}))
def test_a_no_on_both_sides_is_only_kept_and_a_yes_at_the_door_needs_a_person(refusal: Refusal) -> None:
    assert outcome_of_refusal(refusal, "too_early") is UploadOutcome.REFUSED
    for let_in in (OK, KEPT, "news"):
        assert outcome_of_refusal(refusal, let_in) is UploadOutcome.INBOX


def test_what_could_not_be_judged_needs_a_person_where_somebody_was_let_in() -> None:
    assert outcome_of_refusal(NOT_JUDGED, OK) is UploadOutcome.INBOX


@pytest.mark.parametrize("door", [OK, KEPT, "too_late", "already_checked_in"])
def test_who_is_there_already_needs_nobody(door: str) -> None:
    assert outcome_of_refusal(Refusal.ALREADY_CHECKED_IN, door) is UploadOutcome.ALREADY


def test_a_released_booking_is_not_changed_by_being_judged() -> None:
    scan = released()
    judge_late_scan(LateFacts(scan, absence_is_void=True), AT_THE_DOOR)
    assert scan.status is ReservationStatus.AUTO_CANCELLED
    assert judge_late_scan(LateFacts(SCAN), AT_THE_DOOR) == ALLOWED


def released() -> ScanFacts:
    return replace(SCAN, status=ReservationStatus.AUTO_CANCELLED)
