"""Closed lists have words for each of their members: a new one cannot be forgotten."""

from server.pages.said import SENTENCES, Said
from server.pages.views.ledger import HAPPENED
from server.pages.views.pass_page import PART_TAGS
from server.pages.views.session_card import OF_THE_WHOLE_PASS, TAGS
from server.rules.vocabulary import PartState, PunchKind, Refusal

ONLY_AT_THE_DOOR = {
    Refusal.UNKNOWN_CODE,
    Refusal.REVOKED_CODE,
    Refusal.CANCELLED,
    Refusal.AUTO_CANCELLED,
    Refusal.ALREADY_CHECKED_IN,
    Refusal.TOO_EARLY,
    Refusal.TOO_LATE,
    Refusal.NOT_CLASS_DAY,
    Refusal.SESSION_NOT_STARTED,
    Refusal.REASON_REQUIRED,
    Refusal.ILLEGAL_TRANSITION,
    Refusal.PHONE_CHECK_IN_OFF,
    Refusal.DOOR_CODE_REQUIRED,
    Refusal.DOOR_CODE_WRONG,
    Refusal.PIN_LOCKED,
    Refusal.PIN_WRONG,
    Refusal.PASS_CANCELLED,
    Refusal.PASS_ENDED,
    Refusal.FREEZE_NOT_OVER,
    Refusal.COUNTS_NO_PUNCHES,
    Refusal.PUNCHES_HELD,
}


def test_every_refusal_of_booking_has_a_tag() -> None:
    assert set(TAGS) == set(Refusal) - ONLY_AT_THE_DOOR
    assert set(TAGS) >= OF_THE_WHOLE_PASS


def test_every_kind_of_punch_but_the_grant_is_told_from_the_list() -> None:
    assert set(HAPPENED) == set(PunchKind) - {PunchKind.GRANT}


def test_every_state_of_a_part_has_a_tag() -> None:
    assert set(PART_TAGS) == set(PartState)


def test_everything_that_can_be_said_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Said)
