"""Each refusal's sentences and kiosk screen, in one place (`house.md`, Style 3).

`{opens_at}` and its like are filled with the refusal's own facts, spoken in the studio's zone (R4). Only these
sentences are templates: nothing that a person typed ever is (R44).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from server.rules.local_time import spoken_moment
from server.rules.verdict import Fact, Refused
from server.rules.vocabulary import KioskScreen, Refusal


@dataclass(frozen=True)
class Words:
    """What a refusal says to customers and to staff, and the screen that the kiosk shows for it."""

    customer: str
    staff: str
    screen: KioskScreen = KioskScreen.SEE_STAFF


WORDS: Mapping[Refusal, Words] = {
    Refusal.PASS_NOT_VALID: Words(
        "Your pass does not cover that date. The studio can help you with a pass that does.",
        "The pass is not valid on the session's date, or is frozen or cancelled.",
    ),
    Refusal.SESSION_NOT_COVERED: Words(
        "Your pass is for other courses. The studio can help you with a pass for this one.",
        "The pass does not cover this course.",
    ),
    Refusal.SESSION_CANCELLED: Words(
        "The studio has cancelled this class. No punch was taken.", "This class was cancelled by the studio."
    ),
    Refusal.SESSION_NOT_STARTED: Words("This class has not started yet.", "The class starts {starts_at}."),
    Refusal.SESSION_STARTED: Words("This class has already started. Please ask the studio.", "The class has started."),
    Refusal.SESSION_ENDED: Words("This class is over.", "The class has ended."),
    Refusal.BOOKING_NOT_OPEN: Words("Booking for this class opens {opens_at}.", "Booking opens {opens_at}."),
    Refusal.BOOKING_CLOSED: Words(
        "Booking for this class has closed. Please ask the studio.", "Booking closed {closes_at}."
    ),
    Refusal.ALREADY_RESERVED: Words("You have a place in this class already.", "The customer has a seat already."),
    Refusal.RESERVATION_LIMIT_REACHED: Words(
        "You have {open_reservations} of {limit} classes booked ahead: cancel one or attend one.",
        "{open_reservations} of {limit} classes are booked ahead on this pass.",
    ),
    Refusal.NO_PUNCHES_LEFT: Words(
        "All punches of this pass are used or held for booked classes.", "No punch is left on this pass."
    ),
    Refusal.PART_REQUIRED: Words(
        "Choose the part that you want to make up for.", "A makeup session needs the part it makes up for."
    ),
    Refusal.PART_ALREADY_ATTENDED: Words("You have attended {part} already.", "{part} was attended already."),
    Refusal.PART_ALREADY_RESERVED: Words("You have {part} booked already.", "{part} is booked already."),
    Refusal.PREVIOUS_PART_NOT_ATTENDED: Words(
        "{part} opens when you have attended {previous_part}.", "{previous_part} was not attended yet."
    ),
    Refusal.SESSION_FULL: Words("This class is full.", "The class is full: raise its capacity to add a seat."),
    Refusal.UNKNOWN_CODE: Words(
        "We do not know this code. Please show the QR of your booking.",
        "No reservation of this studio has this code.",
        KioskScreen.UNKNOWN,
    ),
    Refusal.REVOKED_CODE: Words(
        "This code was replaced by a newer one. Open your booking to see it.",
        "The code was replaced by a newer one.",
        KioskScreen.REPLACED,
    ),
    Refusal.CANCELLED: Words(
        "This booking was cancelled. You can book again.", "The reservation is cancelled.", KioskScreen.CANCELLED
    ),
    Refusal.AUTO_CANCELLED: Words(
        "A class was missed, so the bookings after it were released. You can book again.",
        "The reservation was released after a missed class.",
        KioskScreen.AUTO_CANCELLED,
    ),
    Refusal.ALREADY_CHECKED_IN: Words(
        "You are checked in already.", "The customer is checked in already.", KioskScreen.ALREADY
    ),
    Refusal.TOO_EARLY: Words(
        "Check-in for this class opens {opens_at}.",
        "Self check-in opens {opens_at}.",
        KioskScreen.TOO_EARLY,
    ),
    Refusal.TOO_LATE: Words(
        "Check-in closed {closes_at}. Please ask the staff.", "Self check-in closed {closes_at}.", KioskScreen.TOO_LATE
    ),
    Refusal.NOT_CLASS_DAY: Words(
        "Check-in is possible on the day of the class.", "Staff check in on the class day only."
    ),
    Refusal.REASON_REQUIRED: Words("The staff need to give a reason.", "Please give a reason."),
    Refusal.ILLEGAL_TRANSITION: Words(
        "This booking cannot be changed in that way any more.", "The reservation's status does not allow this."
    ),
    Refusal.PHONE_CHECK_IN_OFF: Words(
        "Please check in at the studio's door.", "This studio does not take check-ins from phones."
    ),
    Refusal.DOOR_CODE_REQUIRED: Words(
        "Type the six digits that the screen at the door shows.", "The phone needs the door's code."
    ),
    Refusal.DOOR_CODE_WRONG: Words(
        "These are not the digits at the door. They change every half minute.", "The digits were not those at the door."
    ),
    Refusal.PIN_LOCKED: Words(
        "Several PINs did not match. Please wait before the next try.",
        "Several PINs did not match. Please wait before the next try.",
    ),
    Refusal.PIN_WRONG: Words("That PIN is not right.", "That PIN is not right."),
    Refusal.PASS_CANCELLED: Words("This pass is cancelled.", "This pass is cancelled, and stays as it is."),
    Refusal.PASS_ENDED: Words(
        "This pass has ended by then.", "The pass ends on {valid_until}, before that: extend it first."
    ),
    Refusal.FREEZE_NOT_OVER: Words(
        "This pass is frozen already.",
        "The pass is frozen from {frozen_from} to {frozen_until} already: make another when it is over.",
    ),
    Refusal.COUNTS_NO_PUNCHES: Words("This pass counts no punches.", "This pass counts no punches."),
    Refusal.PUNCHES_HELD: Words(
        "Your booked classes hold these punches.",
        "{sessions_held} of {sessions_remaining} punches are held for booked classes: cancel bookings first.",
    ),
}


def sentence_for_customer(refused: Refused, zone: ZoneInfo, now: datetime) -> str:
    """Return the refusal as the customer reads it; times in the studio's zone (R4)."""
    return _filled(WORDS[refused.reason].customer, refused.facts, zone, now)


def sentence_for_staff(refused: Refused, zone: ZoneInfo, now: datetime) -> str:
    """Return the refusal as staff read it; times in the studio's zone (R4)."""
    return _filled(WORDS[refused.reason].staff, refused.facts, zone, now)


def kiosk_screen(refusal: Refusal) -> KioskScreen:
    """Return the screen that the kiosk shows for a refusal."""
    return WORDS[refusal].screen


def _filled(sentence: str, facts: Mapping[str, Fact], zone: ZoneInfo, now: datetime) -> str:
    spoken = {name: _spoken(fact, zone, now) for name, fact in facts.items()}
    return sentence.format_map(spoken)


def _spoken(fact: Fact, zone: ZoneInfo, now: datetime) -> str:
    return spoken_moment(fact, zone, now) if isinstance(fact, datetime) else str(fact)
