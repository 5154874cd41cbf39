"""The words of `rules.md`: what the wire and the database hold."""

from enum import StrEnum

import pytest

from server.rules import vocabulary
from server.rules.vocabulary import (
    ARRIVED,
    CONSUMPTIONS,
    OPEN,
    SEATED,
    Channel,
    CheckedInBy,
    CheckInMethod,
    KioskScreen,
    PartState,
    PassType,
    PhoneCheckIn,
    PunchKind,
    Refusal,
    ReservationStatus,
    Role,
)

WORDS = [
    pytest.param(PassType, "UNLIMITED_SERIES PUNCH_PASS FULL_COURSE", id="R5"),
    pytest.param(ReservationStatus, "PENDING CHECKED_IN ATTENDED NO_SHOW CANCELLED AUTO_CANCELLED", id="§6"),
    pytest.param(CheckedInBy, "CUSTOMER STAFF", id="R24, who"),
    pytest.param(CheckInMethod, "QR CODE PHONE NAME ROSTER BULK OFFLINE", id="R24, how"),
    pytest.param(PunchKind, "GRANT CHECK_IN NO_SHOW REVERSAL ADJUST WAIVE EXPIRE IMPORT", id="R9"),
    pytest.param(Role, "CUSTOMER STAFF ADMIN KIOSK", id="R41"),
    pytest.param(PhoneCheckIn, "on door_code off", id="R30"),
    pytest.param(PartState, "done booked open missed locked", id="R17, progress"),
    pytest.param(Channel, "PAGES API KIOSK SYSTEM", id="§6, channel"),
    pytest.param(
        KioskScreen,
        "ok already too_early too_late cancelled auto_cancelled replaced unknown see_staff",
        id="kiosk.md, Screens",
    ),
]
REFUSALS = """
    pass_not_valid session_not_covered session_cancelled session_started session_ended booking_not_open booking_closed
    already_reserved reservation_limit_reached no_punches_left
    part_required part_already_attended part_already_reserved previous_part_not_attended session_full
    unknown_code revoked_code cancelled auto_cancelled already_checked_in too_early too_late not_class_day
    phone_check_in_off door_code_required door_code_wrong illegal_transition pin_locked
"""


@pytest.mark.parametrize(("enum", "words"), WORDS)
def test_a_list_holds_the_words_of_its_rule_and_no_other(enum: type[StrEnum], words: str) -> None:
    """`rules.md`, the rule named beside each list."""
    assert [word.value for word in enum] == words.split()


def test_every_refusal_that_the_rules_name_is_there() -> None:
    """R13-R18, R22, R23, R27, R30, R42 and §6."""
    assert set(REFUSALS.split()) <= {refusal.value for refusal in Refusal}


def test_open_seated_and_arrived_mean_what_section_1_says() -> None:
    """§1, R27."""
    assert {status.value for status in OPEN} == {"PENDING", "CHECKED_IN"}
    assert {status.value for status in SEATED} == {"PENDING", "CHECKED_IN", "ATTENDED", "NO_SHOW"}
    assert {status.value for status in ARRIVED} == {"CHECKED_IN", "ATTENDED"}


def test_a_waived_punch_counts_as_a_consumption() -> None:
    """R9: CHECK_IN, NO_SHOW and WAIVE; a reservation has at most one live."""
    assert {kind.value for kind in CONSUMPTIONS} == {"CHECK_IN", "NO_SHOW", "WAIVE"}


def test_no_list_has_two_names_for_one_word() -> None:
    """§1: these words and no synonyms."""
    lists = [thing for thing in vars(vocabulary).values() if isinstance(thing, type) and issubclass(thing, StrEnum)]
    assert [enum for enum in lists if len(enum) != len(enum.__members__)] == []
