"""The rotating code at the door and whether a phone may check in (R30)."""

from datetime import datetime, timedelta

import pytest

from server.rules.door_code import door_code_at, judge_phone
from server.rules.vocabulary import PhoneCheckIn, Refusal
from tests.rules.builders import MICROSECOND, STARTS_AT, reason_of

KEY = b"k" * 32
STUDIO = 1
STEP = timedelta(seconds=30)
CODE = door_code_at(KEY, STUDIO, STARTS_AT)


def judge(given: str | None, now: datetime, mode: PhoneCheckIn = PhoneCheckIn.DOOR_CODE) -> Refusal | None:
    return reason_of(judge_phone(mode, given, KEY, STUDIO, now))


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (STARTS_AT - MICROSECOND, Refusal.DOOR_CODE_WRONG),
        (STARTS_AT, None),
        (STARTS_AT + STEP - MICROSECOND, None),
        (STARTS_AT + STEP, None),
        (STARTS_AT + 2 * STEP - MICROSECOND, None),
        (STARTS_AT + 2 * STEP, Refusal.DOOR_CODE_WRONG),
    ],
)
def test_a_code_counts_in_its_own_half_minute_and_in_the_next(now: datetime, refusal: Refusal | None) -> None:
    """R30: the current and the previous 30-second step."""
    assert judge(CODE, now) is refusal


def test_the_code_stands_for_30_seconds_and_then_changes() -> None:
    """R30."""
    assert door_code_at(KEY, STUDIO, STARTS_AT + STEP - MICROSECOND) == CODE
    assert door_code_at(KEY, STUDIO, STARTS_AT + STEP) != CODE


def test_each_studio_and_key_has_its_own_code() -> None:
    """R30, R41."""
    assert len({CODE, door_code_at(KEY, STUDIO + 1, STARTS_AT), door_code_at(b"l" * 32, STUDIO, STARTS_AT)}) == 3
    assert judge(door_code_at(KEY, STUDIO + 1, STARTS_AT), STARTS_AT) is Refusal.DOOR_CODE_WRONG


def test_a_code_is_six_digits_with_its_leading_zeros() -> None:
    """R30."""
    shown = [door_code_at(KEY, STUDIO, STARTS_AT + step * STEP) for step in range(200)]
    assert all(len(code) == 6 and code.isdecimal() for code in shown)
    assert {code[0] for code in shown} == set("0123456789")


@pytest.mark.parametrize("given", [f" {CODE} ", f"{CODE}\n"])
def test_space_around_the_digits_is_no_mistake(given: str) -> None:
    """R30."""
    assert judge(given, STARTS_AT) is None


@pytest.mark.parametrize("given", [CODE[:5], CODE + "0", "\N{FULLWIDTH DIGIT ONE}" * 6, "abcdef"])
def test_other_digits_are_refused(given: str) -> None:
    """R30."""
    assert judge(given, STARTS_AT) is Refusal.DOOR_CODE_WRONG


@pytest.mark.parametrize("given", [None, ""])
def test_no_code_is_asked_for_and_not_called_wrong(given: str | None) -> None:
    """R30."""
    assert judge(given, STARTS_AT) is Refusal.DOOR_CODE_REQUIRED


@pytest.mark.parametrize("given", [None, "", CODE, "000000"])
def test_where_phones_may_no_code_is_needed_and_where_they_may_not_none_helps(given: str | None) -> None:
    """R30: `on`, `off`."""
    assert judge(given, STARTS_AT, PhoneCheckIn.ON) is None
    assert judge(given, STARTS_AT, PhoneCheckIn.OFF) is Refusal.PHONE_CHECK_IN_OFF
