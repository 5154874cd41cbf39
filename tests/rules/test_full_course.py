"""A whole course, sold at once (R12)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from server.rules.eligibility import SessionFacts
from server.rules.full_course import judge_course_sale, sessions_of_course
from server.rules.passes import PassTerms
from server.rules.verdict import ALLOWED, Refused
from server.rules.vocabulary import PassType, Refusal
from tests.rules.builders import NEW_YORK, SECOND, SESSION, STARTS_AT, wall

LAST = date(2026, 3, 2)
COURSE = PassTerms(PassType.FULL_COURSE, valid_from=LAST, valid_until=LAST)


def is_taken(session: SessionFacts, terms: PassTerms = COURSE, now: datetime = STARTS_AT - SECOND) -> bool:
    """Tell whether a session comes with the course."""
    return sessions_of_course([session], terms, NEW_YORK, now) == (session,)


def test_a_session_comes_with_the_course_until_it_starts() -> None:
    """R12: "not yet started"."""
    assert [is_taken(SESSION, now=now) for now in (STARTS_AT - SECOND, STARTS_AT)] == [True, False]


@pytest.mark.parametrize("inside", ["2026-03-02 00:00", "2026-03-02 23:59"])
@pytest.mark.parametrize("outside", ["2026-03-01 23:59", "2026-03-03 00:00"])
def test_the_validity_is_in_the_studios_dates(inside: str, outside: str) -> None:
    """R6, R12: both ends inclusive."""
    starts = [wall(each, NEW_YORK) for each in (inside, outside)]
    sessions = [replace(SESSION, starts_at=each) for each in starts]
    assert sessions_of_course(sessions, COURSE, NEW_YORK, STARTS_AT - timedelta(days=3)) == (sessions[0],)


def test_an_open_validity_takes_all_that_is_to_come() -> None:
    far = replace(SESSION, starts_at=STARTS_AT + timedelta(days=900))
    assert is_taken(far, PassTerms(PassType.FULL_COURSE))


def test_cancelled_sessions_and_makeups_stay_out() -> None:
    assert not is_taken(replace(SESSION, is_cancelled=True))
    assert not is_taken(replace(SESSION, is_makeup=True))


SEVERAL = [replace(SESSION, id=each, capacity=2, seats_taken=taken) for each, taken in ((1, 1), (2, 2), (3, 0), (4, 2))]


def test_full_sessions_refuse_the_sale_with_all_of_their_ids() -> None:
    """R12, R18."""
    assert judge_course_sale(SEVERAL, ()) == Refused(Refusal.SESSION_FULL, {"session_ids": (2, 4)})
    assert judge_course_sale([SEVERAL[0], SEVERAL[2]], ()) == ALLOWED
    assert judge_course_sale([], ()) == ALLOWED


def test_a_seat_that_the_customer_has_already_comes_first() -> None:
    """R14 stands before R18."""
    assert judge_course_sale(SEVERAL, {3, 2, 99}) == Refused(Refusal.ALREADY_RESERVED, {"session_ids": (2, 3)})
