"""Why a part stands as it does, in plain words for the customer: the class behind it, and what comes next (R17, R4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from server.rules.local_time import dated_date, dated_day, local_date, spoken_moment, spoken_time
from server.rules.part_windows import PartWindow
from server.rules.parts import PartProgress
from server.rules.verdict import Refused
from server.rules.vocabulary import ARRIVED, OPEN, PartState, Refusal, ReservationStatus
from server.rules.words import sentence_for_customer


@dataclass(frozen=True)
class PartClass:
    """A class in which a part can be taken; it starts at an instant (UTC)."""

    session_id: int
    starts_at: datetime
    is_makeup: bool = False


@dataclass(frozen=True)
class TakenClass:
    """A class that the pass has a reservation in, and the part it is for."""

    part_id: int
    status: ReservationStatus
    starts_at: datetime
    is_makeup: bool = False


@dataclass(frozen=True)
class PartStory:
    """All that the words are made of: the progress, the class behind it, and the classes to come.

    `to_come` are the part's own classes and the makeup classes of its course; `next_bookable` is the first of them that
    the customer can book now.
    """

    progress: PartProgress
    taken: TakenClass | None
    to_come: Sequence[PartClass] = ()
    next_bookable: PartClass | None = None


def class_behind(each: PartProgress, taken: Sequence[TakenClass]) -> TakenClass | None:
    """Return the class that gives a part its state: the one attended, booked, or missed last; None where none does."""
    statuses = _STATUSES_BEHIND.get(each.state, frozenset())
    classes = [one for one in taken if one.part_id == each.part.id and one.status in statuses]
    return max(classes, key=lambda one: one.starts_at, default=None)


def why_words(story: PartStory, zone: ZoneInfo, now: datetime) -> str | None:
    """Return the sentences; days and times are the studio's, and None is left where there is nothing to say."""
    match story.progress.state:
        case PartState.DONE:
            return f"Attended on {_day(story.taken, zone, now)}." if story.taken else None
        case PartState.BOOKED:
            return _booked(story.taken, zone, now) if story.taken else None
        case PartState.OPEN:
            return _joined(_window_words(story.progress.part.window, zone, now), _next_words(story, zone, now))
        case PartState.MISSED:
            return _joined(_missed(story, zone, now), _again(story, zone, now), _next_words(story, zone, now))
        case PartState.LOCKED:
            return _locked(story.progress, zone, now)
        case _:
            assert_never(story.progress.state)


_STATUSES_BEHIND = {
    PartState.DONE: ARRIVED,
    PartState.BOOKED: OPEN,
    PartState.MISSED: frozenset({ReservationStatus.NO_SHOW}),
}


def _booked(taken: TakenClass, zone: ZoneInfo, now: datetime) -> str:
    word = "Booked" if taken.status is ReservationStatus.PENDING else "Checked in"
    where = ", a makeup class" if taken.is_makeup else ""
    return f"{word} for {spoken_moment(taken.starts_at, zone, now)}{where}."


def _locked(each: PartProgress, zone: ZoneInfo, now: datetime) -> str | None:
    """In the words that booking it would be refused with."""
    if each.previous is None:
        return None
    facts = {"part": each.part.title, "previous_part": each.previous.title}
    return sentence_for_customer(Refused(Refusal.PREVIOUS_PART_NOT_ATTENDED, facts), zone, now)


def _window_words(window: PartWindow, zone: ZoneInfo, now: datetime) -> str:
    """Return which week it is: "Any day from Mon 9 Mar to Sun 15 Mar."."""
    today = local_date(now, zone)
    first, last = _date(window.first, today), _date(window.last, today)
    if window.last is not None and window.last < today:
        return f"Its last day was {last}."
    if first is None:
        return f"Any day until {last}." if last else ""
    if last is None:
        return f"Any day from {first} on."
    return f"On {first}." if first == last else f"Any day from {first} to {last}."


def _missed(story: PartStory, zone: ZoneInfo, now: datetime) -> str:
    taken = story.taken
    if taken is None:
        return ""
    return f"The class on {_day(taken, zone, now)} at {spoken_time(taken.starts_at, zone)} was missed."


def _again(story: PartStory, zone: ZoneInfo, now: datetime) -> str:
    """Return where a missed part can be taken again (R17), with the dates of the makeup classes."""
    makeups = [one for one in story.to_come if one.is_makeup]
    places = []
    if len(makeups) < len(story.to_come):
        places.append("in any of its classes")
    if makeups:
        places.append(_makeups(makeups, zone, now))
    return f"You can take the part {' or '.join(places)}." if places else ""


def _makeups(makeups: Sequence[PartClass], zone: ZoneInfo, now: datetime) -> str:
    first, last = (dated_day(one.starts_at, zone, now) for one in (makeups[0], makeups[-1]))
    if first == last:
        return f"in the makeup class on {first}"
    return f"in a makeup class, {first} to {last}"


def _next_words(story: PartStory, zone: ZoneInfo, now: datetime) -> str:
    one = story.next_bookable
    if one is None:
        return "No class of it can be booked now: the studio can help."
    kind = "makeup class" if one.is_makeup else "class"
    return f"The next {kind} with a seat is {spoken_moment(one.starts_at, zone, now)}."


def _day(taken: TakenClass, zone: ZoneInfo, now: datetime) -> str:
    return dated_day(taken.starts_at, zone, now)


def _date(day: date | None, today: date) -> str | None:
    return None if day is None else dated_date(day, today)


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
