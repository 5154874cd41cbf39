"""Each refusal's sentences and kiosk screen (`house.md`, Style 3; R4, R44)."""

import re
from dataclasses import replace
from datetime import date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from server.rules.attendance import AttendanceFacts, judge_attendance
from server.rules.check_in import ScanFacts, StaffCheckIn
from server.rules.check_in_window import class_day
from server.rules.eligibility import judge_by_customer
from server.rules.parts import Part, PartReservation, judge_part
from server.rules.pass_acts import Freeze, judge_adjustment, judge_freeze
from server.rules.verdict import Refused, Verdict
from server.rules.vocabulary import AttendanceStatus, KioskScreen, Refusal, ReservationStatus
from server.rules.words import WORDS, kiosk_screen, sentence_for_customer, sentence_for_staff
from tests.rules.builders import (
    BOOKING,
    DEFAULTS,
    ENDS_AT,
    HOUR,
    NEW_YORK,
    PART_1,
    PART_2,
    PUNCH_PASS,
    SECOND,
    STARTS_AT,
    TWO_DAYS_BEFORE,
    WINDOW,
    held,
    reason_of,
)
from tests.rules.eligibility_flaws import FOR_CUSTOMERS, Flaw, with_flaws

SCREENS = {
    Refusal.UNKNOWN_CODE: KioskScreen.UNKNOWN,
    Refusal.REVOKED_CODE: KioskScreen.REPLACED,
    Refusal.CANCELLED: KioskScreen.CANCELLED,
    Refusal.AUTO_CANCELLED: KioskScreen.AUTO_CANCELLED,
    Refusal.ALREADY_CHECKED_IN: KioskScreen.ALREADY,
    Refusal.TOO_EARLY: KioskScreen.TOO_EARLY,
    Refusal.TOO_LATE: KioskScreen.TOO_LATE,
}
BLAME = re.compile(
    r"you (missed|failed|forgot|did not|didn't|were|should|must)|your (fault|mistake)|no-show|late\b"
    r"|invalid|illegal|denied|forbidden|error|wrong",
    re.IGNORECASE,
)

OPENS_LATER = replace(BOOKING, settings=replace(DEFAULTS, booking_opens_days=1))
CLOSED_ALREADY = replace(BOOKING, settings=replace(DEFAULTS, booking_closes_minutes=60))
LIMITED = replace(BOOKING, terms=replace(BOOKING.terms, max_advance_reservations=1), held=(held(),))
HALF_AN_HOUR_BEFORE = STARTS_AT - HOUR / 2
ROSTER = AttendanceFacts(
    ScanFacts(ReservationStatus.PENDING, WINDOW, pass_usable=True, sessions_remaining=8),
    class_day(STARTS_AT, ENDS_AT, NEW_YORK, DEFAULTS),
    STARTS_AT,
)
FROZEN_MARCH = replace(PUNCH_PASS, frozen_from=date(2026, 3, 1), frozen_until=date(2026, 3, 5))
HOLIDAY = Freeze(date(2026, 3, 10), date(2026, 3, 12))


def trimming(status: ReservationStatus | None = None, part: Part = PART_2) -> Verdict:
    """Return what booking part 2 in order is answered, where it was reserved before."""
    before = [] if status is None else [PartReservation(part.id, status, ENDS_AT)]
    return judge_part(part.id, (PART_1, part), before, in_order=True, now=STARTS_AT)


SPOKEN: list[tuple[Verdict, datetime, str, str]] = [
    (
        judge_by_customer(OPENS_LATER, TWO_DAYS_BEFORE),
        TWO_DAYS_BEFORE,
        "Booking for this class opens tomorrow at 16:00.",
        "Booking opens tomorrow at 16:00.",
    ),
    (
        judge_by_customer(CLOSED_ALREADY, HALF_AN_HOUR_BEFORE),
        HALF_AN_HOUR_BEFORE,
        "Booking for this class has closed. Please ask the studio.",
        "Booking closed today at 15:00.",
    ),
    (
        judge_by_customer(LIMITED, TWO_DAYS_BEFORE),
        TWO_DAYS_BEFORE,
        "You have 1 of 1 classes booked ahead: cancel one or attend one.",
        "1 of 1 classes are booked ahead on this pass.",
    ),
    (
        trimming(ReservationStatus.ATTENDED),
        STARTS_AT,
        "You have attended Part 2: Trimming already.",
        "Part 2: Trimming was attended already.",
    ),
    (
        trimming(ReservationStatus.PENDING),
        STARTS_AT,
        "You have Part 2: Trimming booked already.",
        "Part 2: Trimming is booked already.",
    ),
    (
        trimming(),
        STARTS_AT,
        "Part 2: Trimming opens when you have attended Part 1: Throwing.",
        "Part 1: Throwing was not attended yet.",
    ),
    (
        judge_attendance(ROSTER, AttendanceStatus.NO_SHOW, StaffCheckIn(), HALF_AN_HOUR_BEFORE),
        HALF_AN_HOUR_BEFORE,
        "This class has not started yet.",
        "The class starts today at 16:00.",
    ),
    (
        WINDOW.judge(TWO_DAYS_BEFORE),
        TWO_DAYS_BEFORE,
        "Check-in for this class opens Mon 2 Mar at 14:00.",
        "Self check-in opens Mon 2 Mar at 14:00.",
    ),
    (
        WINDOW.judge(ENDS_AT + SECOND),
        ENDS_AT,
        "Check-in closed today at 18:00. Please ask the staff.",
        "Self check-in closed today at 18:00.",
    ),
    (
        judge_freeze(FROZEN_MARCH, HOLIDAY, date(2026, 3, 2)),
        STARTS_AT,
        "This pass is frozen already.",
        "The pass is frozen from 2026-03-01 to 2026-03-05 already: make another when it is over.",
    ),
    (
        judge_freeze(replace(PUNCH_PASS, valid_until=date(2026, 3, 9)), HOLIDAY, date(2026, 3, 2)),
        STARTS_AT,
        "This pass has ended by then.",
        "The pass ends on 2026-03-09, before that: extend it first.",
    ),
    (
        judge_adjustment(PUNCH_PASS, 3, -6),
        STARTS_AT,
        "Your booked classes hold these punches.",
        "3 of 8 punches are held for booked classes: cancel bookings first.",
    ),
]
"""What the rules themselves refuse, and how it is said: no fact here is invented."""


def facts_named_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_refusal_has_its_sentences() -> None:
    """`house.md`, Style 3."""
    assert set(WORDS) == set(Refusal)


@pytest.mark.parametrize("refusal", Refusal)
def test_a_sentence_is_a_sentence_and_blames_nobody(refusal: Refusal) -> None:
    """`kiosk.md`: plain, kind words."""
    for sentence in (WORDS[refusal].customer, WORDS[refusal].staff):
        assert re.fullmatch(r"[A-Z{].*\.", sentence)
        assert not BLAME.search(sentence)


@pytest.mark.parametrize(("verdict", "now", "customer", "staff"), SPOKEN)
def test_a_refusal_is_said_with_the_facts_that_its_rule_gives(
    verdict: Verdict, now: datetime, customer: str, staff: str
) -> None:
    """R4: times in the studio's zone."""
    assert isinstance(verdict, Refused)
    assert sentence_for_customer(verdict, NEW_YORK, now) == customer
    assert sentence_for_staff(verdict, NEW_YORK, now) == staff


def test_no_sentence_names_a_fact_that_is_not_proven_above() -> None:
    """Else a refusal would end in an error instead of a sentence."""
    named = {refusal for refusal, words in WORDS.items() if facts_named_in(words.customer + words.staff)}
    assert named == {reason_of(verdict) for verdict, *_ in SPOKEN}


@pytest.mark.parametrize("flaw", FOR_CUSTOMERS, ids=lambda flaw: flaw.refusal)
def test_whatever_a_booking_is_refused_for_can_be_said(flaw: Flaw) -> None:
    """R13-R18."""
    booking, now = with_flaws(flaw)
    refused = judge_by_customer(booking, now)
    assert isinstance(refused, Refused)
    for sentence in (sentence_for_customer(refused, NEW_YORK, now), sentence_for_staff(refused, NEW_YORK, now)):
        assert not re.search(r"[{}]|None", sentence)


def test_the_zone_is_the_studios() -> None:
    """R4: 21:00 UTC is 06:00 of the next day in Tokyo."""
    early = WINDOW.judge(TWO_DAYS_BEFORE)
    assert isinstance(early, Refused)
    said = sentence_for_customer(early, ZoneInfo("Asia/Tokyo"), TWO_DAYS_BEFORE)
    assert said == "Check-in for this class opens Tue 3 Mar at 04:00."


def test_what_a_person_typed_is_never_a_template() -> None:
    """R44: a part may be called anything."""
    title = "{previous_part} {0.__class__} {} %s <b>"
    refused = trimming(ReservationStatus.PENDING, replace(PART_2, title=title))
    assert isinstance(refused, Refused)
    assert sentence_for_staff(refused, NEW_YORK, STARTS_AT) == f"{title} is booked already."


@pytest.mark.parametrize("refusal", Refusal)
def test_each_refusal_has_its_screen_and_staff_help_with_the_others(refusal: Refusal) -> None:
    """`kiosk.md`, "Screens"."""
    assert kiosk_screen(refusal) is SCREENS.get(refusal, KioskScreen.SEE_STAFF)
