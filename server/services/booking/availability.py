"""What a pass can book in a span of dates, and why not where it cannot: the answer that booking would give now.

The number of statements is the same for a day and for a year.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from server.contract.base import DateSpan
from server.contract.reservations import AvailableSession, Calendar, PartChoice
from server.rules.eligibility import SessionFacts, booking_opens_at, judge_by_customer, judge_by_staff
from server.rules.local_time import local_date, spoken_time, start_of_day
from server.rules.verdict import ALLOWED, Refused, Verdict
from server.rules.vocabulary import Refusal
from server.rules.words import sentence_for_customer, sentence_for_staff
from server.services.actor import Actor
from server.services.booking.booking_facts import PassFacts, read_pass, session_facts, sessions_between
from server.services.booking.present import present
from server.services.booking.reservation_row import rows_of_registration
from server.services.context import Context
from server.tables.courses import ClassSession


async def available(registration_id: int, span: DateSpan, actor: Actor, context: Context) -> list[AvailableSession]:
    """Return the sessions of the pass's courses in a span of the studio's dates. Raises NotFoundError."""
    facts = await read_pass(registration_id, actor, sessions_between(registration_id, span))
    return await _sessions(facts, span, actor, context.now())


async def calendar(registration_id: int, span: DateSpan, actor: Actor, context: Context) -> Calendar:
    """Return a pass's sessions and reservations in a span of the studio's dates. Raises NotFoundError."""
    facts = await read_pass(registration_id, actor, sessions_between(registration_id, span))
    since, until = instants_of(span, facts.zone)
    rows = await rows_of_registration(registration_id, since, until)
    return Calendar(
        sessions=await _sessions(facts, span, actor, context.now()),
        reservations=[present(row, actor, context) for row in rows],
    )


def instants_of(span: DateSpan, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants (UTC) at which a span of local dates begins and has ended."""
    return start_of_day(span.first, zone), start_of_day(span.last + timedelta(days=1), zone)


async def _sessions(facts: PassFacts, span: DateSpan, actor: Actor, now: datetime) -> list[AvailableSession]:
    if not facts.terms.course_ids:
        return []
    since, until = instants_of(span, facts.zone)
    table = ClassSession
    rows = (
        await table.select(
            *table.all_columns(), table.course.name.as_alias("course_name"), table.step.title.as_alias("step_title")
        )
        .where(table.course.is_in(sorted(facts.terms.course_ids)), table.starts_at >= since, table.starts_at < until)
        .order_by(table.starts_at, table.id)
    )
    return [_session(row, facts, actor, now) for row in rows]


def _session(row: dict[str, Any], facts: PassFacts, actor: Actor, now: datetime) -> AvailableSession:
    session = session_facts(row)
    answer = _answer(session, facts, actor, now)
    return AvailableSession(
        session_id=session.id,
        course_id=session.course_id,
        course_name=row["course_name"],
        step_id=session.part_id,
        step_title=row["step_title"],
        is_makeup=session.is_makeup,
        room=row["room"],
        instructor=row["instructor"],
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        local_date=local_date(session.starts_at, facts.zone),
        local_start=spoken_time(session.starts_at, facts.zone),
        capacity=session.capacity,
        seats_left=session.capacity - session.seats_taken,
        reservable=answer.refusal is None,
        refusal=answer.refusal,
        opens_at=booking_opens_at(session.starts_at, facts.settings),
        refusal_message=answer.message,
        part_choices=answer.part_choices,
    )


@dataclass(frozen=True)
class _Answer:
    """What booking a session would answer now, and the parts that a makeup session can be booked for."""

    refusal: str | None
    message: str | None
    part_choices: list[PartChoice]


def _answer(session: SessionFacts, facts: PassFacts, actor: Actor, now: datetime) -> _Answer:
    judge = judge_by_staff if actor.is_staff else judge_by_customer
    verdict = judge(facts.booking(session, None if session.is_makeup else session.part_id), now)
    choices: list[PartChoice] = []
    if session.is_makeup and isinstance(verdict, Refused) and verdict.reason is Refusal.PART_REQUIRED:
        verdicts = {part: judge(facts.booking(session, part.id), now) for part in facts.parts_of(session)}
        choices = [PartChoice(step_id=part.id, title=part.title) for part, each in verdicts.items() if each == ALLOWED]
        verdict = _of_makeup(verdicts.values())
    if not isinstance(verdict, Refused):
        return _Answer(None, None, choices)
    sentence = sentence_for_staff if actor.is_staff else sentence_for_customer
    return _Answer(verdict.code, sentence(verdict, facts.zone, now), choices)


_ORDER: Final = {reason: place for place, reason in enumerate(Refusal)}
"""The refusals in the order in which booking asks (§4)."""


def _of_makeup(verdicts: Collection[Verdict]) -> Verdict:
    """A makeup session can be booked when one of the course's parts can be made up in it (R17).

    Where none can, the part that came farthest speaks: "full" to who still needs one, and not that another is done.
    """
    refused = [each for each in verdicts if isinstance(each, Refused)]
    return ALLOWED if len(refused) < len(verdicts) else max(refused, key=lambda each: _ORDER[each.reason])
