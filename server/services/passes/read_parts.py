"""How far a pass is with the parts of its courses, why, and which class of each can be booked next (R17)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from server.contract.passes import PartStatus
from server.rules.eligibility import SessionFacts, judge_by_customer
from server.rules.part_words import PartClass, PartStory, TakenClass, class_behind, why_words
from server.rules.parts import Part, PartProgress, PartReservation, progress
from server.rules.verdict import ALLOWED
from server.rules.vocabulary import PartState, ReservationStatus
from server.services.booking.booking_facts import PassFacts, session_facts
from server.tables.courses import ClassSession
from server.tables.reservations import SessionReservation
from server.tables.sql_lists import placeholders

TO_TAKE = frozenset({PartState.OPEN, PartState.MISSED})
"""The parts that can be booked."""


async def part_statuses(facts: PassFacts, now: datetime) -> list[PartStatus]:
    """Return the parts of a pass's courses, course by course, each in its order; `now` is UTC.

    Two statements where there are parts, none where there are not.
    """
    if not facts.parts:
        return []
    taken, sessions = await _taken(facts.id), await _sessions_to_come(sorted(facts.parts), now)
    return [
        _status(_story(each, course_id, facts, taken, sessions, now), facts, now)
        for course_id, parts in sorted(facts.parts.items())
        for each in _progress(parts, facts, now)
    ]


def next_step(parts: Sequence[PartStatus]) -> int | None:
    """Return the part to take next: the first one that is open or missed."""
    return next((part.step_id for part in parts if part.state in TO_TAKE), None)


def _progress(parts: Sequence[Part], facts: PassFacts, now: datetime) -> tuple[PartProgress, ...]:
    reservations = [
        PartReservation(held.part_id, held.status, held.ends_at)
        for held in facts.held
        if held.on_this_pass and held.part_id is not None
    ]
    return progress(parts, reservations, in_order=facts.terms.requires_sequential_attendance, now=now)


def _story(
    each: PartProgress,
    course_id: int,
    facts: PassFacts,
    taken: Sequence[TakenClass],
    sessions: Sequence[SessionFacts],
    now: datetime,
) -> PartStory:
    behind = class_behind(each, taken)
    if each.state not in TO_TAKE:
        return PartStory(each, behind)
    to_come = [one for one in sessions if one.course_id == course_id and (one.is_makeup or one.part_id == each.part.id)]
    bookable = (one for one in to_come if judge_by_customer(facts.booking(one, each.part.id), now) == ALLOWED)
    first = next(bookable, None)
    return PartStory(each, behind, [_class(one) for one in to_come], _class(first) if first else None)


def _class(session: SessionFacts) -> PartClass:
    return PartClass(session.id, session.starts_at, session.is_makeup)


def _status(story: PartStory, facts: PassFacts, now: datetime) -> PartStatus:
    part, following = story.progress.part, story.next_bookable
    return PartStatus(
        step_id=part.id,
        title=part.title,
        state=story.progress.state,
        why=why_words(story, facts.zone, now),
        window_start=part.window.first,
        window_end=part.window.last,
        next_session_id=following.session_id if following else None,
        next_starts_at=following.starts_at if following else None,
    )


async def _taken(registration_id: int) -> list[TakenClass]:
    rows: list[dict[str, Any]] = await SessionReservation.raw(
        "SELECT r.step, r.status, s.starts_at, s.is_makeup FROM session_reservation r"
        " JOIN class_session s ON s.id = r.session WHERE r.registration = {} AND r.step IS NOT NULL",
        registration_id,
    )
    return [_taken_class(row) for row in rows]


def _taken_class(row: Mapping[str, Any]) -> TakenClass:
    return TakenClass(row["step"], ReservationStatus(row["status"]), row["starts_at"], bool(row["is_makeup"]))


async def _sessions_to_come(course_ids: Sequence[int], now: datetime) -> list[SessionFacts]:
    rows: list[dict[str, Any]] = await ClassSession.raw(
        f"SELECT * FROM class_session WHERE course IN {placeholders(course_ids)}"
        " AND starts_at > {} AND cancelled_at IS NULL ORDER BY starts_at, id",
        *course_ids,
        now,
    )
    return [session_facts(row) for row in rows]
