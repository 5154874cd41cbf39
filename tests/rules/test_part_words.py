"""Why a part stands as it does, as its customer reads it (R17, R4)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from server.rules.part_windows import PartWindow
from server.rules.part_words import PartClass, PartStory, TakenClass, class_behind, why_words
from server.rules.parts import PartProgress
from server.rules.vocabulary import PartState, ReservationStatus
from tests.rules.builders import NEW_YORK, PART_1, PART_2, wall
from tests.rules.status_moves import ATTENDED, AUTO_CANCELLED, CANCELLED, CHECKED_IN, NO_SHOW, PENDING

NOW = wall("2026-03-10 12:00", NEW_YORK)
TUESDAY = wall("2026-03-10 18:30", NEW_YORK)
THURSDAY = wall("2026-03-12 18:30", NEW_YORK)
LAST_WEEK = wall("2026-03-03 18:30", NEW_YORK)
MAKEUPS = [
    PartClass(7, wall("2026-03-24 18:30", NEW_YORK), True),
    PartClass(8, wall("2026-03-26 18:30", NEW_YORK), True),
]
OWN = PartClass(6, THURSDAY)
NO_CLASS = "No class of it can be booked now: the studio can help."


def taken(
    status: ReservationStatus, starts_at: datetime = LAST_WEEK, *, part_id: int = PART_1.id, is_makeup: bool = False
) -> TakenClass:
    return TakenClass(part_id, status, starts_at, is_makeup)


def said(story: PartStory) -> str | None:
    return why_words(story, NEW_YORK, NOW)


def open_in(first: date | None, last: date | None, next_bookable: PartClass | None = None) -> str | None:
    part = replace(PART_1, window=PartWindow(first, last))
    return said(PartStory(PartProgress(part, PartState.OPEN), None, next_bookable=next_bookable))


def missed(to_come: list[PartClass], next_bookable: PartClass | None = None) -> str | None:
    return said(PartStory(PartProgress(PART_1, PartState.MISSED), taken(NO_SHOW), to_come, next_bookable))


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (PartState.DONE, ATTENDED),
        (PartState.DONE, CHECKED_IN),
        (PartState.BOOKED, PENDING),
        (PartState.BOOKED, CHECKED_IN),
        (PartState.MISSED, NO_SHOW),
    ],
)
def test_the_class_behind_a_state_is_the_last_of_its_kind(state: PartState, status: ReservationStatus) -> None:
    """R17: what was cancelled, and another part's class, explains nothing."""
    classes = [
        taken(status),
        taken(status, THURSDAY),
        taken(status, TUESDAY),
        taken(status, NOW, part_id=PART_2.id),
        taken(CANCELLED, MAKEUPS[1].starts_at),
        taken(AUTO_CANCELLED, MAKEUPS[1].starts_at),
    ]
    assert class_behind(PartProgress(PART_1, state), classes) == classes[1]
    assert class_behind(PartProgress(PART_1, state), classes[3:]) is None


def test_no_class_is_behind_what_is_still_to_come() -> None:
    """R17."""
    for state in (PartState.OPEN, PartState.LOCKED):
        assert class_behind(PartProgress(PART_1, state), [taken(PENDING), taken(NO_SHOW)]) is None


def test_a_part_that_is_done_says_when() -> None:
    """R17."""
    done = PartProgress(PART_1, PartState.DONE)
    assert said(PartStory(done, taken(ATTENDED))) == "Attended on Tue 3 Mar."
    assert said(PartStory(done, None)) is None


@pytest.mark.parametrize(
    ("reserved", "sentence"),
    [
        (taken(PENDING, TUESDAY), "Booked for today at 18:30."),
        (taken(PENDING, THURSDAY, is_makeup=True), "Booked for Thu 12 Mar at 18:30, a makeup class."),
        (taken(CHECKED_IN, TUESDAY), "Checked in for today at 18:30."),
        (None, None),
    ],
)
def test_a_part_that_is_booked_says_for_when(reserved: TakenClass | None, sentence: str | None) -> None:
    """R17."""
    assert said(PartStory(PartProgress(PART_1, PartState.BOOKED), reserved)) == sentence


@pytest.mark.parametrize(
    ("first", "last", "week"),
    [
        (date(2026, 3, 9), date(2026, 3, 15), "Any day from Mon 9 Mar to Sun 15 Mar. "),
        (date(2026, 3, 9), date(2026, 3, 10), "Any day from Mon 9 Mar to Tue 10 Mar. "),
        (date(2026, 3, 2), date(2026, 3, 9), "Its last day was Mon 9 Mar. "),
        (date(2027, 1, 4), date(2027, 1, 4), "On Mon 4 Jan 2027. "),
        (date(2026, 3, 16), None, "Any day from Mon 16 Mar on. "),
        (None, date(2026, 3, 15), "Any day until Sun 15 Mar. "),
        (None, None, ""),
    ],
)
def test_an_open_part_says_which_week_it_is_taught_in(first: date | None, last: date | None, week: str) -> None:
    """R17: today is Tuesday the 10th, and the last day of a window belongs to it."""
    assert open_in(first, last) == f"{week}{NO_CLASS}"


def test_an_open_part_says_which_class_can_be_booked_next() -> None:
    """R17: a part whose week went by is taken in a makeup class."""
    assert open_in(None, None, OWN) == "The next class with a seat is Thu 12 Mar at 18:30."
    gone = open_in(date(2026, 3, 2), date(2026, 3, 8), MAKEUPS[0])
    assert gone == "Its last day was Sun 8 Mar. The next makeup class with a seat is Tue 24 Mar at 18:30."


def test_a_missed_part_says_which_class_it_was_and_where_it_can_be_taken_again() -> None:
    """R17: in any class of it and in a makeup class; without a word of blame."""
    begin = "The class on Tue 3 Mar at 18:30 was missed."
    assert missed([OWN, *MAKEUPS], OWN) == (
        f"{begin} You can take the part in any of its classes or in a makeup class, Tue 24 Mar to Thu 26 Mar."
        " The next class with a seat is Thu 12 Mar at 18:30."
    )
    assert missed([OWN], OWN) == (
        f"{begin} You can take the part in any of its classes. The next class with a seat is Thu 12 Mar at 18:30."
    )
    assert missed(MAKEUPS[:1], MAKEUPS[0]) == (
        f"{begin} You can take the part in the makeup class on Tue 24 Mar."
        " The next makeup class with a seat is Tue 24 Mar at 18:30."
    )
    assert missed(MAKEUPS) == f"{begin} You can take the part in a makeup class, Tue 24 Mar to Thu 26 Mar. {NO_CLASS}"
    assert missed([]) == f"{begin} {NO_CLASS}"


def test_a_missed_part_whose_class_is_not_known_says_what_can_be_done() -> None:
    """R17."""
    story = PartStory(PartProgress(PART_1, PartState.MISSED), None, [OWN], OWN)
    assert (
        said(story) == "You can take the part in any of its classes. The next class with a seat is Thu 12 Mar at 18:30."
    )


def test_a_locked_part_names_the_one_before() -> None:
    """R17: in the words that booking it would be refused with."""
    locked = PartProgress(PART_2, PartState.LOCKED, PART_1)
    assert said(PartStory(locked, None)) == f"{PART_2.title} opens when you have attended {PART_1.title}."
    assert said(PartStory(replace(locked, previous=None), None)) is None
